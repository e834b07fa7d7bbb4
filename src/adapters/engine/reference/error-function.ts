const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Beyond this the series loses digits of 1 − erf and the continued fraction is short. */
const SERIES_LIMIT = 2;

/** erf(x) = 2/√π ∫₀ˣ e^−t² dt, to double precision. */
export function erf(x: number): number {
  return Math.abs(x) < SERIES_LIMIT ? erfSeries(x) : Math.sign(x) * (1 - erfcFraction(Math.abs(x)));
}

/** 1 − erf(x), without cancellation for large x. */
export function erfc(x: number): number {
  if (Math.abs(x) < SERIES_LIMIT) return 1 - erfSeries(x);
  return x > 0 ? erfcFraction(x) : 2 - erfcFraction(-x);
}

/** 2/√π e^−x² Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!: all terms have one sign. Abramowitz and Stegun 7.1.6. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
}

/** e^−x²/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))) for x ≥ 2. Abramowitz and Stegun 7.1.14. */
function erfcFraction(x: number): number {
  const levels = 30 + Math.ceil(400 / (x * x));
  let tail = x;
  for (let n = levels; n >= 1; n--) tail = x + n / 2 / tail;
  return (TWO_OVER_ROOT_PI / 2) * (Math.exp(-x * x) / tail);
}
