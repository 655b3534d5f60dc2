/** Telephone numbers to others of the same shape: what stands between the digits, their count and leading zeros stay. */
import type { RandomSource } from './address-names.ts';

const NUMBER = /^[+*#]*[\d][\d().\-*# ]*$/;
const TRIES = 100;

export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** `+49 (30) 12` and `493012` have the same digits, and get the same ones. */
export function createNumberNames(random: RandomSource, avoid: ReadonlySet<string>): (text: string, named: (digits: string, make: () => string) => string) => string {
  const used = new Set<string>();
  const avoided = new Set([...avoid].filter(isNumber).map(digitsOf));

  function fresh(digits: string): string {
    const zeros = /^0{0,2}/.exec(digits)?.[0] ?? '';
    for (let tries = 0; ; tries++) {
      // So short that all are taken: one digit more.
      const length = digits.length - zeros.length + Math.floor(tries / TRIES);
      const made = zeros + Array.from({ length }, (_, at) => Math.floor(at === 0 ? 1 + random() * 9 : random() * 10)).join('');
      if (made === digits || used.has(made) || avoided.has(made)) continue;
      used.add(made);
      return made;
    }
  }

  return (text, named) => {
    const digits = digitsOf(text);
    const made = named(digits, () => fresh(digits));
    let at = 0;
    const laid = text.replace(/\d/g, () => made[at++] ?? '');
    return laid + made.slice(at);
  };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
