# The two data sets of notebook 08, made up here, and what lme4, lmerTest and nlme say of them.
# Rscript other_data.R, in this folder; writes pupils.csv, patients.csv and other_programs.csv in notebooks/other-data.
suppressMessages({library(lme4); library(lmerTest); library(nlme); library(Matrix)})
set.seed(808); folder <- "../../notebooks/other-data"; dir.create(folder, showWarnings = FALSE)

# 400 pupils of 28 schools and 20 neighborhoods: half change schools, and belong to each by the years spent there.
n <- 400; schools <- sprintf("S%02d", 1:28); areas <- sprintf("N%02d", 1:20)
school_effect <- rnorm(28, 0, 3.5); area_effect <- rnorm(20, 0, 2)
home <- sample(20, n, TRUE); near <- function(area) (area * 7 + sample(0:5, 1)) %% 28 + 1
first <- sapply(home, near); moves <- rbinom(n, 1, 0.55); twice <- moves * rbinom(n, 1, 0.4)
second <- ifelse(moves == 1, sample(28, n, TRUE), NA); second[which(second == first)] <- NA
third <- ifelse(twice == 1 & !is.na(second), sample(28, n, TRUE), NA)
third[which(third == first | third == second)] <- NA
years <- t(sapply(1:n, function(i) { k <- 1 + (!is.na(second[i])) + (!is.na(third[i]))
  c(if (k == 1) 6 else if (k == 2) { a <- sample(1:5, 1); c(a, 6 - a) } else { a <- sample(1:3, 2, TRUE); c(a, 6 - sum(a)) },
    rep(NA, 3 - k)) }))
attended <- cbind(first, second, third)
W <- matrix(0, n, 28); for (j in 1:3) { here <- which(!is.na(attended[, j])); W[cbind(here, attended[here, j])] <- years[here, j] / 6 }
prior <- round(rnorm(n, 100, 12)); meals <- rbinom(n, 1, 0.3)
reading <- round(20 + 0.75 * prior - 3 * meals + drop(W %*% school_effect) + area_effect[home] + rnorm(n, 0, 6), 1)
named <- matrix(ifelse(is.na(attended), "", schools[attended]), n)
pupils <- data.frame(pupil = sprintf("P%03d", 1:n), school_1 = named[, 1], school_2 = named[, 2], school_3 = named[, 3],
  years_1 = years[, 1], years_2 = years[, 2], years_3 = years[, 3], neighborhood = areas[home], prior = prior,
  free_meals = meals, reading = reading)
write.csv(pupils, file.path(folder, "pupils.csv"), row.names = FALSE, quote = FALSE, na = "")

# 320 patients of 24 nurses, one to four each; on the surgical ward pain differs more from patient to patient.
set.seed(809); m <- 320; nurses <- sprintf("R%02d", 1:24); nurse_effect <- rnorm(24, 0, 6)
ward <- ifelse(runif(m) < 0.25, "surgical", "medical"); count <- sample(1:4, m, TRUE, c(0.35, 0.3, 0.2, 0.15))
seen <- t(sapply(count, function(k) c(sample(24, k), rep(NA, 4 - k))))
V <- matrix(0, m, 24); for (j in 1:4) { here <- which(!is.na(seen[, j])); V[cbind(here, seen[here, j])] <- 1 / count[here] }
age <- round(rnorm(m, 61, 12)); severity <- sample(1:5, m, TRUE); leaflet <- rbinom(m, 1, 0.5)
relief <- round(55 - 3 * severity + 0.1 * (age - 60) + 4 * leaflet + 3 * (ward == "surgical") + drop(V %*% nurse_effect) +
  rnorm(m, 0, ifelse(ward == "surgical", 14, 8)), 1)
together <- apply(matrix(nurses[seen], m), 1, function(r) paste(r[!is.na(r)], collapse = ";"))
patients <- data.frame(patient = sprintf("T%03d", 1:m), nurses = together, ward = ward, age = age, severity = severity,
  leaflet = leaflet, relief = relief)
write.csv(patients, file.path(folder, "patients.csv"), row.names = FALSE, quote = FALSE)

# lme4 with the years spent in place of the grouping that it makes; degrees of freedom by lmerTest.
crossed <- function(reml) {
  data <- pupils; data$school <- factor(rep_len(schools, n), levels = schools)
  lf <- lFormula(reading ~ prior + free_meals + (1 | school) + (1 | neighborhood), data, REML = reml,
    control = lmerControl(check.nobs.vs.nlev = "ignore", check.nobs.vs.rankZ = "ignore"))
  place <- which(names(lf$reTrms$cnms) == "school"); Z <- as(t(W), "CsparseMatrix"); rownames(Z) <- schools
  lf$reTrms$Ztlist[[place]] <- Z; lf$reTrms$Zt <- do.call(rbind, lf$reTrms$Ztlist)
  devfun <- do.call(mkLmerDevfun, lf)
  opt <- optimizeLmer(devfun)
  slope <- function(p) sapply(seq_along(p), function(i) { h <- replace(0 * p, i, 1e-4); (devfun(p + h) - devfun(p - h)) / 2e-4 })
  for (step in 1:6) opt$par <- opt$par - solve(optimHess(opt$par, devfun), slope(opt$par))
  opt$fval <- devfun(opt$par)
  list(devfun = devfun, fit = mkMerMod(environment(devfun), opt, lf$reTrms, fr = lf$fr))
}
a <- crossed(TRUE); ml <- crossed(FALSE)$fit
tested <- lmerTest:::as_lmerModLT(a$fit, a$devfun)
df <- sapply(1:3, function(i) contest(tested, diag(3)[i, , drop = FALSE], joint = FALSE)[["df"]])
variance <- as.data.frame(VarCorr(a$fit)); se <- sqrt(diag(as.matrix(vcov(a$fit))))
modes <- ranef(a$fit, condVar = TRUE)$school
rows <- rbind(
  data.frame(data = "pupils", what = rep(c("estimate", "std_error", "df"), each = 3), name = rep(c("everyone", "prior", "free_meals"), 3),
             value = c(fixef(a$fit), se, df), program = rep(c("lme4", "lme4", "lmerTest"), each = 3)),
  data.frame(data = "pupils", what = "variance", name = c("school", "neighborhood", "residual"),
             value = variance$vcov[match(c("school", "neighborhood", "Residual"), variance$grp)], program = "lme4"),
  data.frame(data = "pupils", what = "log-likelihood", name = c("REML", "ML"), value = c(logLik(a$fit), logLik(ml)), program = "lme4"),
  data.frame(data = "pupils", what = "effect", name = rownames(modes), value = modes[[1]], program = "lme4"))

# nlme takes any weights as columns of one random effect, and a residual variance for each ward.
patients$V <- V; patients$all <- 1
b <- lme(relief ~ ward + age + severity + leaflet, groupedData(relief ~ 1 | all, patients), list(all = pdIdent(~ V - 1)),
  weights = varIdent(form = ~ 1 | ward), control = lmeControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-14))
wards <- (b$sigma * coef(b$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE))^2
terms <- c("everyone", "surgical", "age", "severity", "leaflet")
rows <- rbind(rows,
  data.frame(data = "patients", what = rep(c("estimate", "std_error"), each = 5), name = rep(terms, 2),
             value = c(fixef(b), sqrt(diag(vcov(b)))), program = "nlme"),
  data.frame(data = "patients", what = "variance", name = c("nurse", "residual[medical]", "residual[surgical]"),
             value = c(b$sigma^2 * as.matrix(b$modelStruct$reStruct[[1]])[1, 1], wards[c("medical", "surgical")]), program = "nlme"),
  data.frame(data = "patients", what = "log-likelihood", name = "REML", value = as.numeric(logLik(b)), program = "nlme"))
rows$value <- signif(rows$value, 9)
write.csv(rows, file.path(folder, "other_programs.csv"), row.names = FALSE, quote = FALSE)
