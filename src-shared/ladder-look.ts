/** How ladders are drawn, in every view and from one session to the next. */
import { z } from 'zod';

/** What the time column tells: time since the first message, since the one above, or of day. */
export const timeModeSchema = z.enum(['start', 'previous', 'clock']);
export type TimeMode = z.infer<typeof timeModeSchema>;
/** By what arrows are coloured. */
export const colourModeSchema = z.enum(['transaction', 'dialog', 'kind']);
export type ColourMode = z.infer<typeof colourModeSchema>;

export const ladderLookSchema = z.object({
  time: timeModeSchema,
  colour: colourModeSchema,
  foldRepeats: z.boolean(),
  foldPings: z.boolean(),
  /** Also what is no SIP: STUN, RTCP, SAP, keep-alives. */
  showPackets: z.boolean(),
  /** Of zoom. */
  level: z.number().int().min(0).max(5),
});
export type LadderLook = z.infer<typeof ladderLookSchema>;

export const defaultLadderLook: LadderLook = { time: 'start', colour: 'transaction', foldRepeats: true, foldPings: true, showPackets: false, level: 3 };
