/** Capture agents (HEP): what the settings say of them, and how it fares. A part of `model.ts`. */
import { z } from 'zod';
import { rungErrorSchema } from './errors.ts';

export const hepSettings = {
  /** Take what capture agents send (HEP 3, UDP and TCP) into the trace. */
  hepListen: z.boolean(),
  hepListenAddress: z.string().max(100),
  hepListenPort: z.number().int().min(1).max(65_535),
  /** Where our own SIP goes too: `host:port` of a HEP server (HOMER). Empty: nowhere. */
  hepSendTo: z.string().max(300),
};

export const defaultHepSettings = { hepListen: false, hepListenAddress: '127.0.0.1', hepListenPort: 9060, hepSendTo: '' };

export const hepStatusSchema = z.object({
  /** `127.0.0.1:9060`; absent: not listening. */
  listening: z.string().optional(),
  listenError: rungErrorSchema.optional(),
  sendError: rungErrorSchema.optional(),
  /** Messages taken, and packets that were not: another protocol, no SIP, or too many at once. */
  received: z.number(),
  passedOver: z.number(),
});
export type HepStatus = z.infer<typeof hepStatusSchema>;
