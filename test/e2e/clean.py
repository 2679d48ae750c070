"""Clean a CSV file: good rows to one file, rejected rows to another."""

import sys
import time

source, good_path, bad_path = sys.argv[1:4]
mode = sys.argv[4] if len(sys.argv) > 4 else "whole"

good = bad = 0
with open(source) as rows, open(good_path, "w") as good_file, open(bad_path, "w") as bad_file:
    good_file.write(next(rows))
    for row in rows:
        number, name, amount, note = row.rstrip("\n").split(",")
        if amount == "n/a":
            bad_file.write(row)
            bad += 1
        else:
            good_file.write(f"{number},{name.strip()},{amount},{note.strip()}\n")
            good += 1
        if mode != "whole" and good == 1000:
            print("1000 rows so far", flush=True)
            if mode == "fail":
                print("row 1001 can't be read", file=sys.stderr)
                sys.exit(3)
            time.sleep(600)
print(f"{good} rows kept, {bad} rejected")
