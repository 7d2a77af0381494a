export function quantile(samples, q) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

export const median = (samples) => quantile(samples, 0.5);

/** "0.412 (0.39–0.44)": median and spread. */
export function spread(samples, digits = 3) {
  if (samples.length === 0) return '–';
  return `${median(samples).toFixed(digits)} (${Math.min(...samples).toFixed(digits)}–${Math.max(...samples).toFixed(digits)})`;
}
