# Fit mentors with weights by lme4, with Satterthwaite df by lmerTest: the weights stand in for the grouping that lme4
# makes. Prints seconds (the fastest of several, as for everyone else), memory of the fit alone and of the whole in MB,
# the mentors' and the residual variance, and the second coefficient's standard error and df.
suppressMessages({library(lme4); library(lmerTest); library(Matrix)})
args <- commandArgs(TRUE)
enough <- as.numeric(args[2]); long <- as.numeric(args[3]); most <- as.integer(args[4])
read <- function(name, count) readBin(file.path(args[1], name), "double", count)
shape <- as.integer(read("shape.bin", 3)); n <- shape[1]; columns <- shape[2]; mentors <- shape[3]
data <- matrix(read("x.bin", n * (columns + 1)), n)
z <- matrix(read("z.bin", file.size(file.path(args[1], "z.bin")) / 8), ncol = 3)
memory <- function(what) {
  if (!file.exists("/proc/self/status")) return(NA)
  as.numeric(sub("\\D+(\\d+) kB", "\\1", grep(what, readLines("/proc/self/status"), value = TRUE))) / 1024
}
y <- data[, 1]; x <- data[, -1]; rm(data)
frame <- data.frame(y = y, x[, -1], g = factor(rep_len(seq_len(mentors), n), levels = seq_len(mentors)))
formula <- as.formula(paste("y ~", paste(names(frame)[2:(ncol(frame) - 1)], collapse = " + "), "+ (1 | g)"))
parts <- lFormula(formula, frame, control = lmerControl(check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore"))
parts$reTrms$Zt <- sparseMatrix(i = z[, 2], j = z[, 1], x = z[, 3], dims = c(mentors, n),
                                dimnames = dimnames(parts$reTrms$Zt))
invisible(gc())
if (file.exists("/proc/self/clear_refs")) try(cat("5", file = "/proc/self/clear_refs"), silent = TRUE)
before <- memory("VmRSS"); times <- c()
while (length(times) == 0 || (sum(times) < enough && length(times) < most) || (length(times) == 1 && times[1] < long)) {
  times <- c(times, system.time({
    devfun <- do.call(mkLmerDevfun, parts)
    fit <- mkMerMod(environment(devfun), optimizeLmer(devfun), parts$reTrms, fr = parts$fr)
    tested <- lmerTest:::as_lmerModLT(fit, devfun)
    rows <- contest(tested, diag(ncol(x))[2, , drop = FALSE], joint = FALSE)
  })[["elapsed"]])
}
variance <- as.data.frame(VarCorr(fit))$vcov
cat(sprintf("[%.4f, %.1f, %.1f, %.10g, %.10g, %.10g, %.10g]", min(times), memory("VmHWM") - before, memory("VmHWM"),
            variance[1], variance[2], rows[["Std. Error"]], rows[["df"]]))
