# What lme4 says of a multiple-membership fit beyond its coefficients: makes mixed_fit.json beside this file.
# Rscript mixed_fit.R
suppressMessages({library(lme4); library(pbkrtest); library(RLRsim); library(jsonlite); library(Matrix)})
m <- read.csv("mentees.csv"); p <- read.csv("pairings.csv"); m$cohort <- factor(m$cohort); m$several <- as.integer(m$k > 1)
number <- as.integer(sub("E", "", m$mentee_id)); m$team <- factor(number %% 17)
mentors <- sort(unique(p$mentor_id))
W <- sparseMatrix(i = match(p$mentor_id, mentors), j = match(p$mentee_id, m$mentee_id), x = p$weight,
                  dims = c(length(mentors), nrow(m)), dimnames = list(mentors, NULL))
# The weights stand in for the grouping that lme4 makes.
parts <- function(formula, data, reml) {
  data$mentor <- factor(rep_len(mentors, nrow(data)), levels = mentors)
  lf <- lFormula(formula, data, REML = reml, control = lmerControl(check.nobs.vs.nlev = "ignore",
    check.nobs.vs.rankZ = "ignore", check.nlev.gtr.1 = "ignore"))
  names <- names(lf$reTrms$cnms); lf$reTrms$Ztlist[[which(names == "mentor")]] <- W
  lf$reTrms$Zt <- do.call(rbind, lf$reTrms$Ztlist); lf
}
fitted_by <- function(formula, data, reml = TRUE) {
  lf <- parts(formula, data, reml); devfun <- do.call(mkLmerDevfun, lf)
  opt <- optimizeLmer(devfun, optimizer = "Nelder_Mead", control = list(FtolAbs = 1e-15, FtolRel = 1e-15, XtolRel = 1e-12, maxfun = 1e5))
  list(fit = mkMerMod(environment(devfun), opt, lf$reTrms, fr = lf$fr), devfun = devfun, opt = opt)
}
# Profile intervals by their definition, from lme4's own deviance at given theta: fix one standard deviation, minimize
# over the rest, solve for the quantile. (confint.merMod interpolates between a few points of the same profile.)
profile_by_definition <- function(formula, data, reml) {
  devfun <- do.call(mkLmerDevfun, parts(formula, data, reml)); n <- nrow(data)
  dof <- if (reml) n - 9 else n
  full <- function(theta, sigma) { if (any(theta > 1e3) || inherits(try(devfun(theta), silent = TRUE), "try-error")) return(1e8); e <- environment(devfun)
    d <- e$pp$ldL2() + e$resp$wrss() / sigma^2 + e$pp$sqrL(1) / sigma^2 + dof * log(2 * pi * sigma^2)
    if (reml) d + e$pp$ldRX2() else d }
  k <- length(environment(devfun)$pp$theta)
  deviance <- function(sds) full(abs(sds[1:k]) / exp(sds[k + 1]), exp(sds[k + 1]))
  polish <- function(start, fun) { best <- start
    for (round in 1:4) best <- optim(best, fun, method = "BFGS", control = list(reltol = 1e-16, maxit = 500, ndeps = rep(1e-5, length(best))))$par
    best }
  best <- polish(c(rep(2, k), log(8)), deviance); lowest <- deviance(best); cut <- qchisq(0.95, 1)
  ends <- function(place) {
    rise <- function(value) { other <- polish(best[-place], function(x) { s <- numeric(k + 1); s[place] <- value; s[-place] <- x; deviance(s) })
      s <- numeric(k + 1); s[place] <- value; s[-place] <- other; deviance(s) - lowest - cut }
    residual <- place == k + 1; center <- if (residual) best[place] else abs(best[place])
    high <- uniroot(rise, c(center, center + if (residual) 1 else 3 * max(center, 1)), tol = 1e-9)$root
    low <- if (residual) uniroot(rise, c(center - 1, center), tol = 1e-9)$root
      else if (rise(0) <= 0) 0 else uniroot(rise, c(0, center), tol = 1e-9)$root
    if (residual) exp(2 * c(low, high)) else c(low, high)^2 }
  list(ends = lapply(1:(k + 1), ends), deviance = lowest)
}
one <- post ~ adjacent + several + baseline + cohort + (1 | mentor)
two <- post ~ adjacent + several + baseline + cohort + (1 | mentor) + (1 | team)
out <- list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
  pbkrtest = as.character(packageVersion("pbkrtest"))))
a <- fitted_by(one, m)$fit; r <- ranef(a, condVar = TRUE)$mentor
out$one <- list(effects = r[[1]], effect_errors = sqrt(as.numeric(attr(r, "postVar"))), fitted = unname(fitted(a)),
  residuals = unname(residuals(a)), loglik = as.numeric(logLik(a)), loglik_ml = as.numeric(logLik(fitted_by(one, m, FALSE)$fit)),
  variances = as.data.frame(VarCorr(a))$vcov, loglik_without = as.numeric(logLik(lm(post ~ adjacent + several + baseline + cohort, m), REML = TRUE)),
  intervals_reml = profile_by_definition(one, m, TRUE)$ends, intervals_ml = profile_by_definition(one, m, FALSE)$ends)
b <- fitted_by(two, m)$fit; r <- ranef(b, condVar = TRUE)
out$two <- list(effects = lapply(r, function(e) e[[1]]), labels = lapply(r, rownames),
  effect_errors = lapply(r, function(e) sqrt(as.numeric(attr(e, "postVar")))), fitted = unname(fitted(b)),
  loglik = as.numeric(logLik(b)), loglik_ml = as.numeric(logLik(fitted_by(two, m, FALSE)$fit)),
  variances = setNames(as.list(as.data.frame(VarCorr(b))$vcov), as.data.frame(VarCorr(b))$grp),
  intervals_ml = profile_by_definition(two, m, FALSE)$ends)
L <- matrix(0, 5, 9); L[cbind(1:5, 5:9)] <- 1; L2 <- L[1:2, ]
kr <- function(L) { k <- KRmodcomp(a, L)$stats; list(statistic = k$Fstat, df_num = k$ndf, df_den = k$ddf, p_value = k$p.value) }
out$kenward_roger <- list(cohorts = kr(L), two_cohorts = kr(L2))
# lme4's own profile intervals where it can make them itself: one mentor each, the first.
first <- p[!duplicated(p$mentee_id), ]; m$first <- factor(first$mentor_id[match(m$mentee_id, first$mentee_id)])
f <- lmer(post ~ adjacent + several + baseline + cohort + (1 | first), m)
out$first_mentor <- list(intervals_sd = unname(suppressMessages(confint(f, parm = "theta_", method = "profile"))))
write_json(out, "mixed_fit.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
