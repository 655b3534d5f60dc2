/** How typed numbers become addresses, as an account keeps it. */
import { z } from 'zod';

/** A number that begins with `match` loses its first `strip` digits and gets `add` in front. The first rule that fits is used. */
const dialRuleSchema = z.object({
  match: z.string().regex(/^[+0-9*#]{0,20}$/),
  strip: z.number().int().min(0).max(20),
  add: z.string().regex(/^[+0-9*#]{0,20}$/),
});
type DialRule = z.infer<typeof dialRuleSchema>;

/** How a number that a person types becomes the one that is sent. Emergency numbers are never changed. */
export const dialPlanSchema = z.object({
  rules: z.array(dialRuleSchema).max(50),
  /** `49`; empty: unknown, nothing is made international. */
  countryCode: z.string().regex(/^[0-9]{0,4}$/),
  /** `30`, without its trunk prefix. */
  areaCode: z.string().regex(/^[0-9]{0,8}$/),
  /** `e164`: national and international notation becomes `+49…` (RFC 3966). */
  format: z.enum(['as-typed', 'e164']),
  /** Marks numbers with `;user=phone` (RFC 3261 19.1.1). */
  userPhone: z.boolean(),
});
export type DialPlan = z.infer<typeof dialPlanSchema>;

export const defaultDialPlan = { rules: [] as DialRule[], countryCode: '', areaCode: '', format: 'as-typed' as const, userPhone: false };
