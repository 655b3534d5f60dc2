/** RFC 8866 5.6: `+1 617 555-6011`, `+1 617 555-6011 (Jane Doe)` or `Jane Doe <+1 617 555-6011>`; '' where no number is in it. */
export function dialable(phone: string): string {
  const text = phone.slice(0, 200);
  const inBrackets = /<([^>]*)>/.exec(text)?.[1] ?? text.replace(/\([^)]*[^\d\s)][^)]*\)\s*$/, '');
  const digits = inBrackets.replace(/[\s().\-/]/g, '');
  return /^\+?\d{2,20}$/.test(digits) ? digits : '';
}
