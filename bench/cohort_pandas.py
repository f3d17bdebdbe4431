"""cohort_pandas.py FILE OUT - the cohort as people do it with pandas; prints seconds and counts.

Ruptures are reckoned on a matrix of people x sessions, which only works because all courses of
the bench are equally long: the kindest case for this program.
"""
import sys
import time

import numpy as np
import pandas as pd

began = time.perf_counter()
data = pd.read_csv(sys.argv[1])
read = time.perf_counter()

by = data.groupby("id", sort=False)
out = pd.DataFrame({"n": by["value"].count(), "pre": by["value"].first(), "post": by["value"].last()})
out["change"] = out["post"] - out["pre"]
out["statistic"] = out["change"] / 6
better = out["change"] <= -6
out["category"] = np.select([better & (out["pre"] >= 10) & (out["post"] < 10), better,
                             (out["change"] >= 6) & (out["pre"] < 10) & (out["post"] >= 10), out["change"] >= 6],
                            ["recovered", "improved", "harmed", "deteriorated"], "unchanged")
sums = (data.assign(tx=data["session"] * data["value"], tt=data["session"] ** 2)
        .groupby("id", sort=False)[["session", "value", "tx", "tt"]].sum())
out["slope"] = ((out["n"] * sums["tx"] - sums["session"] * sums["value"]) /
                (out["n"] * sums["tt"] - sums["session"] ** 2))
person = by.ngroup().to_numpy()
signals = 0
for scale in ("bond", "goals", "tasks"):
    centre = by[scale].mean()
    reach = 3 * by[scale].diff().abs().groupby(data["id"], sort=False).mean() / 1.128
    out[scale + "_centre"], out[scale + "_lower"], out[scale + "_upper"] = centre, centre - reach, centre + reach
    x = data[scale].to_numpy()
    beyond = ((x < out[scale + "_lower"].to_numpy()[person] - 1e-11) |
              (x > out[scale + "_upper"].to_numpy()[person] + 1e-11))
    out[scale + "_signals"] = np.bincount(person, beyond).astype(int)
    signals += int(beyond.sum())

x = data[["bond", "goals", "tasks"]].mean(axis=1).to_numpy().reshape(len(out), -1)
sd = x.std(axis=1, ddof=1)
within = np.zeros(len(out), bool)
ruptures = np.zeros(len(out), int)
repaired = np.zeros(len(out), int)
target = np.zeros(len(out))
until = np.zeros(len(out), int)
for t in range(3, x.shape[1]):
    back = within & (x[:, t] >= target - 1e-11)
    onset = ~within & (sd > 1e-9) & (x[:, t - 1] - x[:, t] >= 2 * sd - 1e-11)
    target = np.where(onset, x[:, t - 1] - .5 * sd, target)
    within = (within & ~back & (t < until)) | onset
    until = np.where(onset, t + 5, until)
    ruptures += onset
    repaired += back
out["ruptures"], out["repaired"], out["open"] = ruptures, repaired, within.astype(int)
done = time.perf_counter()
out.to_csv(sys.argv[2])
end = time.perf_counter()

count = out["category"].value_counts()
print("read %.3f compute %.3f write %.3f people %d improved %d recovered %d deteriorated %d signals %d slope %.9f "
      "ruptures %d repaired %d" %
      (read - began, done - read, end - done, len(out), count.get("improved", 0), count.get("recovered", 0),
       count.get("deteriorated", 0), signals, out["slope"].mean(), ruptures.sum(), repaired.sum()))
