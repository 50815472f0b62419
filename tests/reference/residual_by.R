# A residual variance for each of a few groups, and known row weights: makes residual_by.json beside this file.
# Rscript residual_by.R
suppressMessages({library(nlme); library(glmmTMB); library(emmeans); library(lme4); library(jsonlite)})
m <- read.csv("mentees.csv"); p <- read.csv("pairings.csv")
number <- as.integer(sub("E", "", m$mentee_id)); mentor <- as.integer(sub("M", "", p$mentor_id))
m$cohort <- factor(m$cohort); m$several <- as.integer(m$k > 1); m$side <- paste0("k", pmin(m$k, 2))
m$count <- paste0("k", m$k); m$w <- 1 + number %% 3; m$one_over_w <- 1 / m$w; m$all <- 1
m$arm <- ifelse(number %% 3 == 0, "without", "with"); m$with <- as.integer(m$arm == "with")
Z <- matrix(0, nrow(m), max(mentor)); Z[cbind(match(p$mentee_id, m$mentee_id), mentor)] <- p$weight
Zarm <- Z * m$with; Zarm <- Zarm[, colSums(Zarm) > 0]
first <- p[!duplicated(p$mentee_id), ]; m$first <- factor(first$mentor_id[match(m$mentee_id, first$mentee_id)])
m$Z <- Z; m$Zarm <- Zarm
m <- groupedData(post ~ 1 | all, m)
slow <- lmeControl(maxIter = 1000, msMaxIter = 1000, niterEM = 200, tolerance = 1e-12, msTol = 1e-15, msMaxEval = 5000,
                   returnObject = TRUE)
strict <- glsControl(tolerance = 1e-12, msTol = 1e-14)
formula <- post ~ adjacent + several + baseline + cohort
residual <- function(f) as.list((f$sigma * coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE))^2)
pack <- function(f, variances) list(estimate = unname(if (inherits(f, "lme")) fixef(f) else coef(f)),
  covariance = unname(as.matrix(vcov(f))), variances = variances, loglik = as.numeric(logLik(f)))
mentors <- function(f, name) setNames(list(f$sigma^2 * as.matrix(f$modelStruct$reStruct[[1]])[1, 1]), name)
out <- list(versions = list(R = R.version.string, nlme = as.character(packageVersion("nlme")),
  glmmTMB = as.character(packageVersion("glmmTMB")), emmeans = as.character(packageVersion("emmeans"))))

f <- gls(post ~ adjacent + several + baseline + cohort, m, weights = varIdent(form = ~ 1 | side), control = strict)
out$two_sides <- pack(f, residual(f))
e <- as.data.frame(summary(emmeans(f, ~ several, mode = "satterthwaite", data = m)))
out$two_sides$emmeans_df <- e$df
f <- gls(formula, m, weights = varComb(varIdent(form = ~ 1 | side), varFixed(~ one_over_w)), control = strict)
r <- (f$sigma * coef(f$modelStruct$varStruct$A, unconstrained = FALSE, allCoef = TRUE))^2
out$two_sides_weighted <- pack(f, as.list(r))

f <- lme(formula, m, list(first = ~ 1), weights = varIdent(form = ~ 1 | side), control = slow)
out$first_mentor <- pack(f, c(mentors(f, "mentor"), residual(f)))
g <- suppressWarnings(glmmTMB(update(formula, . ~ . + (1 | first)), m, dispformula = ~ 0 + side, REML = TRUE))
objective <- g$obj; best <- g$fit$par
for (step in 1:5) best <- best - solve(optimHess(best, objective$fn, objective$gr), as.numeric(objective$gr(best)))
invisible(objective$fn(best)); d <- best[names(best) == "betad"]
out$first_mentor_glmmtmb <- list(variances = list(mentor = exp(2 * unname(best["theta"])), k1 = exp(unname(d[1])),
  k2 = exp(unname(d[2]))), loglik = -objective$fn(best))
f <- lme(formula, m, list(all = pdIdent(~ Z - 1)), weights = varIdent(form = ~ 1 | side), control = slow)
out$memberships <- pack(f, c(mentors(f, "mentor"), residual(f)))
f <- lme(formula, m, list(all = pdIdent(~ Z - 1)), weights = varIdent(form = ~ 1 | count), control = slow)
out$memberships_three <- pack(f, c(mentors(f, "mentor"), residual(f)))
f <- lme(formula, m, list(all = pdIdent(~ Z - 1)), control = slow,
         weights = varComb(varIdent(form = ~ 1 | side), varFixed(~ one_over_w)))
r <- (f$sigma * coef(f$modelStruct$varStruct$A, unconstrained = FALSE, allCoef = TRUE))^2
out$memberships_weighted <- pack(f, c(mentors(f, "mentor"), as.list(r)))
f <- lme(formula, m, list(all = pdIdent(~ Z - 1)), weights = varFixed(~ one_over_w), control = slow)
out$weights_only <- pack(f, c(mentors(f, "mentor"), residual = f$sigma^2))
f <- lme(post ~ with + baseline + cohort, m, list(all = pdIdent(~ Zarm - 1)), weights = varIdent(form = ~ 1 | arm),
         control = slow)
out$partly_nested <- pack(f, c(mentors(f, "mentor"), residual(f)))
f <- gls(post ~ with, m, weights = varIdent(form = ~ 1 | arm), control = strict)
out$welch <- c(pack(f, residual(f)), list(df = unname(t.test(post ~ arm, m)$parameter), p_value = t.test(post ~ arm, m)$p.value))
write_json(out, "residual_by.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
