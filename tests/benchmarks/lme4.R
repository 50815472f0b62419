# Fit mentors with weights by lme4, with Satterthwaite df by lmerTest: the weights stand in for the grouping that lme4
# makes. Prints seconds, the mentors' variance, and the second coefficient's standard error and df.
suppressMessages({library(lme4); library(lmerTest); library(Matrix)})
args <- commandArgs(TRUE)
data <- as.matrix(read.csv(file.path(args[1], "x.csv"), header = FALSE))
z <- as.matrix(read.csv(file.path(args[1], "z.csv"), header = FALSE))
mentors <- as.integer(args[2]); n <- nrow(data)
y <- data[, 1]; x <- data[, -1]
frame <- data.frame(y = y, x[, -1], g = factor(rep_len(seq_len(mentors), n), levels = seq_len(mentors)))
formula <- as.formula(paste("y ~", paste(names(frame)[2:(ncol(frame) - 1)], collapse = " + "), "+ (1 | g)"))
parts <- lFormula(formula, frame, control = lmerControl(check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore"))
parts$reTrms$Zt <- sparseMatrix(i = z[, 2], j = z[, 1], x = z[, 3], dims = c(mentors, n),
                                dimnames = dimnames(parts$reTrms$Zt))
seconds <- system.time({
  devfun <- do.call(mkLmerDevfun, parts)
  fit <- mkMerMod(environment(devfun), optimizeLmer(devfun), parts$reTrms, fr = parts$fr)
  tested <- lmerTest:::as_lmerModLT(fit, devfun)
  rows <- contest(tested, diag(ncol(x))[2, , drop = FALSE], joint = FALSE)
})[["elapsed"]]
variance <- as.data.frame(VarCorr(fit))$vcov[1]
cat(sprintf("[%.3f, %.10g, %.10g, %.10g]", seconds, variance, rows[["Std. Error"]], rows[["df"]]))
