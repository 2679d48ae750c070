"""Logistic regression by gradient descent, with a seed and without anything but Python."""

import argparse
import csv
import json
import math
import os
import random


def event(name, phase, **attributes):
    if "KPROV_EVENTS" in os.environ:
        with open(os.environ["KPROV_EVENTS"], "a") as events:
            events.write(json.dumps({"name": name, "phase": phase, "attributes": attributes}) + "\n")


def read(path):
    with open(path, newline="") as file:
        rows = [[float(value) for value in row] for row in list(csv.reader(file))[1:]]
    return [row[:-1] for row in rows], [row[-1] for row in rows]


def predict(weights, bias, x):
    return 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, x)) - bias))


parser = argparse.ArgumentParser()
parser.add_argument("--data", default="data/flowers.csv")
parser.add_argument("--learning-rate", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=50)
parser.add_argument("--seed", type=int, default=7)
options = parser.parse_args()

xs, ys = read(options.data)
order = random.Random(options.seed)
weights, bias = [order.uniform(-0.1, 0.1) for _ in xs[0]], 0.0
event("train", "start", epochs=options.epochs)
for epoch in range(options.epochs):
    rows = list(range(len(xs)))
    order.shuffle(rows)
    for row in rows:
        error = predict(weights, bias, xs[row]) - ys[row]
        weights = [w - options.learning_rate * error * v for w, v in zip(weights, xs[row])]
        bias -= options.learning_rate * error
    loss = -sum(math.log(p if y else 1 - p) for p, y in ((predict(weights, bias, x), y) for x, y in zip(xs, ys))) / len(xs)
    if epoch % 10 == 9:
        event("epoch", "event", number=epoch + 1, loss=round(loss, 6))
event("train", "end")

os.makedirs("models", exist_ok=True)
accuracy = sum((predict(weights, bias, x) > 0.5) == bool(y) for x, y in zip(xs, ys)) / len(xs)
with open("models/model.json", "w") as file:
    json.dump({"weights": [round(w, 9) for w in weights], "bias": round(bias, 9)}, file, indent=1, sort_keys=True)
with open("models/metrics.json", "w") as file:
    json.dump({"accuracy": round(accuracy, 4), "loss": round(loss, 6)}, file, indent=1, sort_keys=True)
print(f"accuracy {accuracy:.4f}  loss {loss:.6f}")
