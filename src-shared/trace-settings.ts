/** How long messages outside calls are kept, and whether the RTP of calls is. */
import { z } from 'zod';

/** Days, and megabytes of text: what goes beyond is deleted, oldest first. */
export const traceSettings = {
  traceDays: z.number().int().min(1).max(3650), traceMegabytes: z.number().int().min(1).max(10_000),
  /** Every RTP packet of calls that begin from now on; `rtpMegabytes`: of all of them together, the oldest go first. */
  keepRtp: z.boolean(), rtpMegabytes: z.number().int().min(1).max(100_000),
};
export const defaultTraceSettings = { traceDays: 30, traceMegabytes: 100, keepRtp: false, rtpMegabytes: 500 };

/** How much is stored: of no call, which the limits are about, and of the calls of the history. Bytes of text. */
export const traceUsageSchema = z.object({
  messages: z.number(), bytes: z.number(), oldestMs: z.number().optional(), callMessages: z.number(), callBytes: z.number(),
  /** Of kept RTP, in files. */
  rtpBytes: z.number().optional(),
});
export type TraceUsage = z.infer<typeof traceUsageSchema>;
