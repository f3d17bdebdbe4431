# growth.R - `tandem measure growth` against R's nlme, a published implementation of the model.
#
#   Rscript growth.R check PROGRAM [DATA SETS [SEED]]   random files, and those of the tests
#   Rscript growth.R table FILE.csv                     the numbers that test_growth.c has (HLM1)
#   Rscript growth.R edge FILE.csv                      the same from lme4 (HLM2; r-cran-lme4)
#
# nlme cannot stand on the boundary (singular D); there the program must only have found a
# restricted likelihood that is at least as good.
suppressPackageStartupMessages(library(nlme))
options(digits = 13, scipen = -100)

fit <- function(d) {
    control <- lmeControl(opt = "optim", msTol = 1e-14, tolerance = 1e-12, reltol = 1e-15,
                          maxIter = 500, msMaxIter = 500, returnObject = FALSE)
    tryCatch(suppressWarnings(lme(value ~ t, random = ~ t | id, data = d, method = "REML",
                                  control = control)), error = function(e) NULL)
}

# Empirical Bayes and its SD from the textbook's matrices, with the fit's D and sigma2.
people <- function(m, d) {
    D <- matrix(as.numeric(getVarCov(m)), 2)
    b <- fixef(m)
    one <- function(p) {
        Z <- cbind(1, p$t)
        V <- Z %*% D %*% t(Z) + m$sigma^2 * diag(nrow(p))
        gain <- D %*% t(Z) %*% solve(V)
        u <- gain %*% (p$value - Z %*% b)
        P <- D - gain %*% Z %*% D
        data.frame(id = p$id[1], n = nrow(p), intercept = b[[1]] + u[1], slope = b[[2]] + u[2],
                   deviation = u[2], deviation_sd = sqrt(P[2, 2]), statistic = u[2] / sqrt(P[2, 2]))
    }
    do.call(rbind, lapply(split(d, factor(d$id, unique(d$id))), one))
}

numbers <- function(m) {
    D <- matrix(as.numeric(getVarCov(m)), 2)
    se <- summary(m)$tTable[, "Std.Error"]
    c(intercept = fixef(m)[[1]], slope = fixef(m)[[2]], d_intercept = D[1, 1],
      d_covariance = D[1, 2], d_slope = D[2, 2], sigma2 = m$sigma^2,
      criterion = -2 * as.numeric(logLik(m)), intercept_se = se[[1]], slope_se = se[[2]])
}

# --- the numbers for the C test ---------------------------------------------------------

table_of <- function(file) {
    d <- na.omit(read.csv(file))
    m <- fit(d)
    if (is.null(m)) stop("nlme finds no fit")
    x <- numbers(m)
    cat(sprintf("    /* %s */ %.10g,\n", names(x), x), sep = "")
    p <- people(m, d)
    if (max(abs(p$deviation - ranef(m)[as.character(p$id), 2])) > 1e-8) stop("nlme says otherwise")
    cat(sprintf("    { \"%s\", %.9g, %.9g, %.9g, %.9g },\n", p$id, p$slope, p$deviation,
                p$deviation_sd, p$statistic), sep = "")
}

edge_of <- function(file) {
    suppressPackageStartupMessages(library(lme4))
    exact <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
    m <- lmer(value ~ t + (t | id), read.csv(file), REML = TRUE, control = exact)
    print(c(lme4::fixef(m), sqrt(diag(as.matrix(vcov(m))))))
    print(as.data.frame(lme4::VarCorr(m))$vcov)
    print(REMLcrit(m))
    u <- as.data.frame(lme4::ranef(m, condVar = TRUE))
    print(u[u$term == "t", c("grp", "condval", "condsd")])
}

# --- random files -------------------------------------------------------------------------

random_file <- function() {
    m <- sample(8:40, 1)
    spread <- diag(c(runif(1, 2, 6), runif(1, .2, 1)))
    r <- runif(1, -.7, .7)
    L <- t(chol(spread %*% matrix(c(1, r, r, 1), 2) %*% spread))
    b <- c(runif(1, 5, 60), runif(1, -2, 2))
    one <- function(i) {
        u <- L %*% rnorm(2)
        t <- sort(sample(0:15, sample(3:9, 1)))
        data.frame(id = paste0("p", i), t = t,
                   value = round(b[1] + u[1] + (b[2] + u[2]) * t + rnorm(length(t)) * runif(1, 1, 3), 2))
    }
    do.call(rbind, lapply(seq_len(m), one))
}

say <- function(program, file, more) {
    words <- c("measure", "growth", file, "--direction", "lower", more)
    read.csv(text = system2(program, words, stdout = TRUE, stderr = FALSE))
}

apart <- function(x, y, size) max(abs(x - y) / size)

# "" when all is well; "edge" when D is singular.
disagreement <- function(program, d) {
    file <- tempfile(fileext = ".csv")
    on.exit(unlink(file))
    shuffled <- d[sample(nrow(d)), ]
    write.csv(shuffled, file, row.names = FALSE, quote = FALSE, na = "")
    ours <- say(program, file, "--summary")
    state <- ours$value[ours$term == "state"]
    value <- setNames(suppressWarnings(as.numeric(ours$value)), ours$term)
    d <- na.omit(d)
    m <- fit(d)
    if (state == "not-converged") return("not converged")
    if (is.null(m)) return("edge")
    x <- numbers(m)
    if (value[["criterion"]] > x[["criterion"]] + 1e-6) return("nlme found a better fit")
    if (state == "boundary" || value[["criterion"]] < x[["criterion"]] - 1e-7) return("edge")
    names <- c("intercept", "slope", "d_intercept", "d_slope", "sigma2")
    if (apart(value[names], x[names], abs(x[names])) > 1e-3) return("the fit differs")
    size <- sqrt(x[["d_intercept"]] * x[["d_slope"]])
    if (apart(value[["d_covariance"]], x[["d_covariance"]], size) > 1e-3) return("covariance differs")
    se <- c(ours$se[ours$term == "intercept"], ours$se[ours$term == "slope"])
    if (apart(se, x[c("intercept_se", "slope_se")], se) > 1e-3) return("standard errors differ")
    theirs <- people(m, d)
    mine <- say(program, file, character(0))
    mine <- mine[match(theirs$id, mine$id), ]
    # Near the edge nlme stops some 1e-4 early; the worked set is held to 1e-5 (test_growth.c).
    if (apart(mine$statistic, theirs$statistic, pmax(1, abs(theirs$statistic))) > 1e-3)
        return("statistics differ")
    if (apart(mine$slope, theirs$slope, sqrt(x[["d_slope"]])) > 1e-3) return("slopes differ")
    ""
}

check <- function(program, sets, seed) {
    set.seed(seed)
    cat(sprintf("nlme %s, %d files, seed %d\n", packageVersion("nlme"), sets, seed))
    known <- Sys.glob("tests/measure/data/growth_*.csv")
    files <- c(lapply(known, read.csv), lapply(seq_len(sets), function(i) random_file()))
    said <- vapply(files, function(d) disagreement(program, d), "")
    wrong <- which(!said %in% c("", "edge"))
    for (i in wrong) cat(sprintf("FAILED file %d: %s\n", i, said[i]))
    cat(sprintf("growth: %d agree, %d where nlme stops short of the edge that we reach\n",
                sum(said == ""), sum(said == "edge")))
    cat(sprintf("%d passed, %d failed, 0 skipped\n", length(files) - length(wrong), length(wrong)))
    quit(status = as.integer(length(wrong) > 0 || sum(said == "") < length(files) / 2))
}

words <- commandArgs(TRUE)
if (words[1] == "table") {
    table_of(words[2])
} else if (words[1] == "edge") {
    edge_of(words[2])
} else {
    check(words[2], as.integer(c(words[-(1:2)], 60)[1]), as.integer(c(words[-(1:3)], 1995)[1]))
}
