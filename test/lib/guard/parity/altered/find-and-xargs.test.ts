import { describe } from "vitest";
import { areChanging, areHarmless } from "./support.ts";

describe("commands that find, xargs and their kin run", () => {
  areChanging([
    "find dist -name x -exec cp {} Makefile \\;",
    "find dist -name x -exec cp {} src/ \\;",
    "find dist -name x -exec cp {} Makefile + -name y",
    "find dist -name x -exec git reset --hard y \\;",
    "find dist -name x -exec tool Makefile {} \\;",
    "find dist -exec mv Makefile {} \\;",
    "find . -name Makefile -exec true \\; -exec rm {} +",
    "fdfind -x rm",
    "sudo find . -name Makefile -exec cat {} + -delete",
    "sudo find . -exec cat {} + -fprint Makefile",
    "sudo fd -x rm",
    "sudo fdfind -x rm",
    "ls | sudo xargs rm",
    "ls | sudo parallel rm",
    "ls | xargs --max-procs 4 rm",
    "ls | xargs --max-procs 4 rm Makefile",
    "ls | parallel -j 4 rm Makefile",
    "ls | xargs A=b rm Makefile",
  ]);

  areHarmless([
    'find dist -name x -exec sed -i "s/v0/$VERSION/" {} +',
    "find dist -name x -exec true \\; -exec rm {} +",
    "find dist -name x -exec cp {} out/ \\;",
    "sudo find dist -name x -exec cat {} + -delete",
    "ls | sudo xargs cat Makefile",
    "ls | xargs --max-procs 4 cat Makefile",
    "ls | parallel -j 4 cat Makefile",
  ]);
});
