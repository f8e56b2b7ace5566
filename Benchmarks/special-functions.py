#!/usr/bin/env python3
"""Reference values for the special functions and distributions of the Statistics module.

    python3 Benchmarks/special-functions.py > Tests/StatisticsTests/Fixtures/special-functions.csv

Every row is computed with mpmath at 60 digits from the exact binary inputs, and once more with scipy. The tests hold
Statistics to 1e-12 of the first; standard error says how far scipy itself is from it. Needs mpmath and scipy.
"""
import math
import random
import sys

import mpmath as mp
import scipy.special as special
import scipy.stats as stats

mp.mp.dps = 60
SMALLEST = mp.mpf("1e-280")
ROWS_EACH = 80


def log_uniform(rng, low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def half(value):
    """Counts plus a half or a whole, as posteriors have them."""
    return max(0.5, round(value * 2) / 2)


def integral(exponent, slope, curvature):
    """The integral of exp(exponent) from 0: a decaying bell or exponential of known scale."""
    rise = max(slope, mp.mpf(0))
    scale = 2 / (rise + mp.sqrt(rise * rise + 2 * curvature))
    with mp.workdps(40):
        return mp.quad(lambda u: mp.exp(exponent(u)), [0] + [scale * 2**k for k in range(1, 9)])


def beta_lower(a, b, x):
    """I_x(a, b) for x not above the mean, by its series or, for large parameters, its integral."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    y = 1 - x
    log_power = a * mp.log(x) + b * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    if max(a, b) < 20000:
        term = total = 1 / a
        n = 0
        while term > total * mp.mpf(10) ** -30:
            term *= x * (a + b + n) / (a + 1 + n)
            total += term
            n += 1
        return mp.exp(log_power) * total
    return mp.exp(log_power) / y * integral(
        lambda u: -a * u + (b - 1) * mp.log((1 - x * mp.exp(-u)) / y),
        slope=(a * y - (b - 1) * x) / y, curvature=(b - 1) * x / y**2 + 1)


def beta_tails(a, b, x):
    """Both tails; the one not computed is 1 less the other, which 60 digits can afford."""
    if mp.mpf(x) <= mp.mpf(a) / (mp.mpf(a) + b):
        lower = beta_lower(a, b, x)
        return lower, 1 - lower
    upper = beta_lower(b, a, 1 - mp.mpf(x))
    return 1 - upper, upper


def gamma_tails(a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    power = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if x < a:
        if a < 20000:
            term = total = 1 / a
            n = a
            while term > total * mp.mpf(10) ** -30:
                n += 1
                term *= x / n
                total += term
        else:
            total = integral(lambda u: -a * u + x * (1 - mp.exp(-u)), a - x, x)
        return power * total, 1 - power * total
    total = integral(lambda u: a * u - x * (mp.exp(u) - 1), x - a, x)
    return 1 - power * total, power * total


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def beta_binomial(n, a, b, k):
    """Mass and tails by adding every mass."""
    a, b = mp.mpf(a), mp.mpf(b)
    mass = mp.exp(mp.loggamma(n + b) + mp.loggamma(a + b) - mp.loggamma(n + a + b) - mp.loggamma(b))
    below, above, at = mp.mpf(0), mp.mpf(0), mp.mpf(0)
    for j in range(n + 1):
        if j <= k:
            below += mass
        else:
            above += mass
        if j == k:
            at = mass
        mass *= (n - j) * (j + a) / ((j + 1) * (n - j - 1 + b)) if j < n else 0
    return at, below, above


def normal_quantile(p):
    z = mp.mpf(stats.norm.ppf(p))
    for _ in range(5):
        z -= (mp.ncdf(z) - mp.mpf(p)) / mp.npdf(z)
    return z


def rows(rng):
    for _ in range(ROWS_EACH):
        x = log_uniform(rng, 1e-3, 1e9)
        yield "log_gamma", [x], "value", mp.loggamma(x), special.gammaln(x)

        z = rng.uniform(-36, 36)
        yield "normal", [z], "lower", mp.ncdf(z), stats.norm.cdf(z)
        yield "normal", [z], "upper", mp.ncdf(-z), stats.norm.sf(z)
        p = rng.choice([rng.random(), 10 ** rng.uniform(-280, -0.001), 0.5 + rng.uniform(-1e-6, 1e-6)])
        yield "normal_quantile", [p], "value", normal_quantile(p), stats.norm.ppf(p)

        a, b = half(log_uniform(rng, 0.5, 2e9)), half(log_uniform(rng, 0.5, 2e9))
        mean = a / (a + b)
        spread = math.sqrt(mean * (1 - mean) / (a + b + 1))
        x = rng.choice([mean + rng.uniform(-8, 8) * spread, mean * log_uniform(rng, 1e-3, 1), rng.random()])
        if 0 < x < 1:
            lower, upper = beta_tails(a, b, x)
            yield "beta", [a, b, x], "lower", lower, special.betainc(a, b, x)
            yield "beta", [a, b, x], "upper", upper, special.betaincc(a, b, x)

        a = half(log_uniform(rng, 0.5, 2e9))
        x = rng.choice([a + rng.uniform(-9, 9) * math.sqrt(a), a * log_uniform(rng, 0.01, 3)])
        if x > 0:
            lower, upper = gamma_tails(a, x)
            yield "gamma", [a, x], "lower", lower, special.gammainc(a, x)
            yield "gamma", [a, x], "upper", upper, special.gammaincc(a, x)

        n = round(log_uniform(rng, 1, 1e9))
        p = rng.choice([0.5, rng.random(), log_uniform(rng, 1e-6, 1)])
        k = min(n, max(0, round(n * p + rng.gauss(0, 3) * math.sqrt(n * p * (1 - p)))))
        exact = mp.mpf(p)
        mass = mp.exp(log_choose(mp.mpf(n), k)) * exact**k * (1 - exact) ** (n - k)
        yield "binomial", [n, p, k], "mass", mass, stats.binom.pmf(k, n, p)
        if k < n:
            upper, lower = beta_tails(k + 1, n - k, p)
            yield "binomial", [n, p, k], "lower", lower, stats.binom.cdf(k, n, p)
            yield "binomial", [n, p, k], "upper", upper, stats.binom.sf(k, n, p)

        mean = log_uniform(rng, 0.01, 1e9)
        k = max(0, round(mean + rng.gauss(0, 3) * math.sqrt(mean)))
        exact = mp.mpf(mean)
        mass = mp.exp(k * mp.log(exact) - exact - mp.loggamma(k + 1))
        yield "poisson", [mean, k], "mass", mass, stats.poisson.pmf(k, mean)
        upper, lower = gamma_tails(k + 1, mean)
        yield "poisson", [mean, k], "lower", lower, stats.poisson.cdf(k, mean)
        yield "poisson", [mean, k], "upper", upper, stats.poisson.sf(k, mean)

        r, p = half(log_uniform(rng, 0.5, 1e8)), rng.uniform(0.02, 0.98)
        mean = r * (1 - p) / p
        k = max(0, round(mean + rng.gauss(0, 3) * math.sqrt(mean / p)))
        exact = mp.mpf(p)
        mass = mp.exp(mp.loggamma(k + mp.mpf(r)) - mp.loggamma(r) - mp.loggamma(k + 1)) * exact**r * (1 - exact) ** k
        yield "negative_binomial", [r, p, k], "mass", mass, stats.nbinom.pmf(k, r, p)
        lower, upper = beta_tails(r, k + 1, p)
        yield "negative_binomial", [r, p, k], "lower", lower, stats.nbinom.cdf(k, r, p)
        yield "negative_binomial", [r, p, k], "upper", upper, stats.nbinom.sf(k, r, p)

    for size in [2000] * (ROWS_EACH // 3) + [200000] * 3:
        n = size if size > 2000 else rng.randint(1, size)
        a, b = half(log_uniform(rng, 0.5, 5000)), half(log_uniform(rng, 0.5, 5000))
        spread = math.sqrt(n * a * b * (a + b + n) / ((a + b) ** 2 * (a + b + 1)))
        k = min(n - 1, max(0, round(n * a / (a + b) + rng.gauss(0, 2) * spread)))
        mass, lower, upper = beta_binomial(n, a, b, k)
        yield "beta_binomial", [n, a, b, k], "mass", mass, stats.betabinom.pmf(k, n, a, b)
        yield "beta_binomial", [n, a, b, k], "lower", lower, stats.betabinom.cdf(k, n, a, b)
        yield "beta_binomial", [n, a, b, k], "upper", upper, stats.betabinom.sf(k, n, a, b)


def main():
    worst = {}
    print("function,arguments,part,reference,scipy")
    for function, arguments, part, reference, scipy_value in rows(random.Random(20260217)):
        if abs(reference) < SMALLEST:
            continue
        error = float(abs(mp.mpf(float(scipy_value)) - reference) / abs(reference))
        worst[function] = max(worst.get(function, 0.0), error)
        written = " ".join(repr(float(argument)) for argument in arguments)
        print(f"{function},{written},{part},{float(reference)!r},{float(scipy_value)!r}")
    for function, error in worst.items():
        print(f"scipy {function:18} worst relative error {error:.1e}", file=sys.stderr)


if __name__ == "__main__":
    main()
