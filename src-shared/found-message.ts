import { z } from 'zod';
import { tracedMessageSchema } from './model.ts';

/** A stored message that a search has found. */
export const foundMessageSchema = tracedMessageSchema.pick({ seq: true, atMs: true, direction: true, local: true, remote: true, start: true, callId: true })
  .extend({ /** The line that the first word stands in. */ excerpt: z.string() });
export type FoundMessage = z.infer<typeof foundMessageSchema>;
