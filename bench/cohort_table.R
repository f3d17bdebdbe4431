# cohort_table.R FILE OUT THREADS - the cohort as people do it with data.table; prints seconds and counts.
suppressMessages(library(data.table))
args <- commandArgs(TRUE)
invisible(setDTthreads(as.integer(args[3])))
now <- function() proc.time()[["elapsed"]]
began <- now()
data <- fread(args[1], showProgress = FALSE)
read <- now()
scales <- c("bond", "goals", "tasks")
data[, `:=`(tx = session * value, tt = session^2)]
out <- data[, .(n = .N, pre = first(value), post = last(value), st = sum(session), sx = sum(value),
                stx = sum(tx), stt = sum(tt)), by = id]
out[, `:=`(change = post - pre, statistic = (post - pre) / 6,
           slope = (n * stx - st * sx) / (n * stt - as.numeric(st)^2))]
out[, category := fcase(change <= -6 & pre >= 10 & post < 10, "recovered", change <= -6, "improved",
                        change >= 6 & pre < 10 & post >= 10, "harmed", change >= 6, "deteriorated",
                        default = "unchanged")]
out[, c("st", "sx", "stx", "stt") := NULL]
signals <- 0
starts <- c(1L, cumsum(out$n)[-nrow(out)] + 1L)
person <- rep.int(seq_len(nrow(out)), out$n)
for (scale in scales) {
  x <- data[[scale]]
  step <- c(NA, abs(diff(x)))
  step[starts] <- NA
  limits <- data.table(person, x, step)[, .(centre = mean(x), range = mean(step, na.rm = TRUE)), by = person]
  reach <- 3 * limits$range / 1.128
  lower <- limits$centre - reach
  upper <- limits$centre + reach
  beyond <- x < lower[person] - 1e-11 | x > upper[person] + 1e-11
  signals <- signals + sum(beyond)
  out[, paste0(scale, c("_centre", "_lower", "_upper", "_signals")) :=
        list(limits$centre, lower, upper, tabulate(person[beyond], nrow(out)))]
}
# A matrix works because all courses of the bench are equally long: the kindest case.
x <- matrix((data$bond + data$goals + data$tasks) / 3, nrow = out$n[1])
sd <- sqrt(colSums((x - rep(colMeans(x), each = nrow(x)))^2) / (nrow(x) - 1))
within <- logical(ncol(x))
ruptures <- repaired <- until <- integer(ncol(x))
target <- numeric(ncol(x))
for (t in 4:nrow(x)) {
  back <- within & x[t, ] >= target - 1e-11
  onset <- !within & sd > 1e-9 & x[t - 1, ] - x[t, ] >= 2 * sd - 1e-11
  target[onset] <- x[t - 1, onset] - .5 * sd[onset]
  within <- (within & !back & t < until) | onset
  until[onset] <- t + 5L
  ruptures <- ruptures + onset
  repaired <- repaired + back
}
out[, `:=`(ruptures = ruptures, repaired = repaired, open = as.integer(within))]
done <- now()
fwrite(out, args[2], showProgress = FALSE)
end <- now()
cat(sprintf(paste("read %.3f compute %.3f write %.3f people %d improved %d recovered %d deteriorated %d",
                  "signals %d slope %.9f ruptures %d repaired %d\n"),
            read - began, done - read, end - done, nrow(out), sum(out$category == "improved"),
            sum(out$category == "recovered"), sum(out$category == "deteriorated"), as.integer(signals),
            mean(out$slope), sum(ruptures), sum(repaired)))
