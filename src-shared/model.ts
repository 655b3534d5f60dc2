/** The nouns of Rung, as core and UI both see them. Times: `…AtMs` are epoch milliseconds, durations `…Ms` or `…S`. */
import { z } from 'zod';
import { rungErrorSchema } from './errors.ts';

export const transportSchema = z.enum(['udp', 'tcp', 'tls']);
export type TransportName = z.infer<typeof transportSchema>;

export const codecNameSchema = z.enum(['PCMA', 'PCMU']);
export type CodecName = z.infer<typeof codecNameSchema>;

/** Without its password: that is given to `account.save` once, kept in the secret store, and never comes back. */
export const accountSchema = z.object({
  id: z.string().min(1),
  label: z.string(),
  displayName: z.string(),
  user: z.string().min(1),
  /** Host part of the address of record, with an optional port: `example.org`, `192.0.2.7:5080`. */
  domain: z.string().min(1),
  /** Digest user name where it differs from `user`; empty means the same. */
  authUser: z.string(),
  /** Outbound proxy as a SIP URI or host[:port]; empty means none. */
  proxy: z.string(),
  transport: transportSchema.exclude(['tls']),
  register: z.boolean(),
  expiresS: z.number().int().min(10).max(86_400),
  codecs: z.array(codecNameSchema).min(1),
  enabled: z.boolean(),
});
export type Account = z.infer<typeof accountSchema>;

export const registrationSchema = z.object({
  accountId: z.string(),
  state: z.enum(['off', 'registering', 'registered', 'failed']),
  status: z.number().optional(),
  reason: z.string().optional(),
  /** When the binding ends unless it is refreshed. */
  expiresAtMs: z.number().optional(),
  /** All contacts that the registrar lists for this address of record (RFC 3261 10.3 step 8). */
  contacts: z.array(z.string()).optional(),
  retryAtMs: z.number().optional(),
  error: rungErrorSchema.optional(),
});
export type Registration = z.infer<typeof registrationSchema>;

export const streamStatsSchema = z.object({
  codec: z.string(),
  sent: z.number(),
  received: z.number(),
  lost: z.number(),
  /** Interarrival jitter, RFC 3550 6.4.1. */
  jitterMs: z.number(),
  /** Round trip time from RTCP LSR/DLSR; absent until a report came back. */
  rttMs: z.number().optional(),
  /** E-model estimate of what we hear, 1.0 to 4.5; absent until something was heard. */
  mos: z.number().optional(),
  concealed: z.number(),
  discarded: z.number(),
  /** Playout delay of the jitter buffer. */
  bufferMs: z.number(),
  /** Peak level of the last 20 ms frame in each direction, 0 to 1. */
  levelOut: z.number(),
  levelIn: z.number(),
  /** Where packets really come from, `address:port`; absent until one came. */
  source: z.string().optional(),
});
export type StreamStats = z.infer<typeof streamStatsSchema>;

export const directionSchema = z.enum(['in', 'out']);
export type Direction = z.infer<typeof directionSchema>;

export const callStateSchema = z.enum(['calling', 'ringing', 'early', 'confirmed', 'ending', 'ended']);
export type CallState = z.infer<typeof callStateSchema>;

export const endedBySchema = z.enum(['local', 'remote', 'timeout', 'error', 'interrupted']);
export type EndedBy = z.infer<typeof endedBySchema>;

/** A call that is going on, or ended a moment ago. An incoming call that rings here is `direction: 'in', state: 'ringing'`. */
export const callSchema = z.object({
  id: z.string(),
  direction: directionSchema,
  state: callStateSchema,
  /** SIP Call-ID: joins the call to its traced messages. */
  sipCallId: z.string(),
  accountId: z.string().optional(),
  remoteUri: z.string(),
  remoteName: z.string(),
  /** Incoming: the address that was called (Request-URI / To). */
  calledUri: z.string().optional(),
  subject: z.string().optional(),
  priority: z.string().optional(),
  startedAtMs: z.number(),
  answeredAtMs: z.number().optional(),
  endedAtMs: z.number().optional(),
  /** Last status of the INVITE, or what ended the call. */
  status: z.number().optional(),
  reason: z.string().optional(),
  endedBy: endedBySchema.optional(),
  heldByUs: z.boolean(),
  heldByPeer: z.boolean(),
  muted: z.boolean(),
  /** DTMF digits received so far. */
  digitsReceived: z.string(),
  codec: z.string().optional(),
  /** Streams that were offered and declined, to be told to the user: `video`, `image`. */
  declinedMedia: z.array(z.string()),
  stats: streamStatsSchema.optional(),
  error: rungErrorSchema.optional(),
});
export type Call = z.infer<typeof callSchema>;

export const outcomeSchema = z.enum([
  'answered', 'missed', 'cancelled', 'busy', 'declined', 'noAnswer', 'failed', 'redirected', 'interrupted',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** One row of the call history. */
export const callRecordSchema = z.object({
  id: z.string(),
  direction: directionSchema,
  sipCallId: z.string(),
  accountId: z.string().optional(),
  accountLabel: z.string().optional(),
  remoteUri: z.string(),
  remoteName: z.string(),
  subject: z.string().optional(),
  startedAtMs: z.number(),
  answeredAtMs: z.number().optional(),
  endedAtMs: z.number().optional(),
  outcome: outcomeSchema,
  status: z.number().optional(),
  reason: z.string().optional(),
  endedBy: endedBySchema.optional(),
  stats: streamStatsSchema.optional(),
  /** Why it came to nothing, where a status does not say it. */
  error: rungErrorSchema.optional(),
  messageCount: z.number(),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

/** One SIP message that passed the tap, live, from the history or from a file. Order is `seq`, never the time. */
export const tracedMessageSchema = z.object({
  seq: z.number().int(),
  /** Epoch milliseconds with fraction. */
  atMs: z.number(),
  direction: directionSchema,
  transport: transportSchema,
  /** `address:port`, IPv6 in brackets. */
  local: z.string(),
  remote: z.string(),
  /** Start line; what cannot be parsed shows its first line. */
  start: z.string(),
  callId: z.string(),
  /** `INVITE`, from CSeq for responses too; empty when unreadable. */
  method: z.string(),
  status: z.number().optional(),
  cseq: z.number().optional(),
  /** Branch of the top Via: with `method` it names the transaction. */
  branch: z.string(),
  fromTag: z.string(),
  toTag: z.string(),
  /** `seq` of the message that this one repeats. */
  retransmissionOf: z.number().optional(),
  hasSdp: z.boolean(),
  /** Whole message, UTF-8 decoded, secrets redacted. */
  raw: z.string(),
  /** What was odd but tolerated, or why it was refused. */
  note: z.string().optional(),
});
export type TracedMessage = z.infer<typeof tracedMessageSchema>;

/** RTP seen during a call, drawn as a band in the ladder. */
export const mediaSpanSchema = z.object({
  /** SIP Call-ID, as in the messages that agreed on it. */
  callId: z.string(),
  local: z.string(),
  remote: z.string(),
  codec: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  early: z.boolean(),
  stats: streamStatsSchema.optional(),
});
export type MediaSpan = z.infer<typeof mediaSpanSchema>;

export const settingsSchema = z.object({
  language: z.enum(['system', 'en', 'de']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Bind address and SIP port. Address `auto`: every interface, own address by the route to the peer. Port 0: any free one. */
  listenAddress: z.string(),
  sipPort: z.number().int().min(0).max(65_535),
  rtpPortMin: z.number().int().min(1024).max(65_534),
  rtpPortMax: z.number().int().min(1025).max(65_535),
  microphone: z.string(),
  speaker: z.string(),
  ringer: z.string(),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
  doNotDisturb: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  language: 'system', theme: 'system', listenAddress: 'auto', sipPort: 5060, rtpPortMin: 40_000, rtpPortMax: 40_999,
  microphone: 'default', speaker: 'default', ringer: 'default',
  echoCancellation: true, noiseSuppression: true, autoGainControl: true, doNotDisturb: false,
};

/** Where we can be reached now, and what went wrong when opening sockets. */
export const networkStatusSchema = z.object({
  listening: z.array(z.object({ address: z.string(), port: z.number(), transport: transportSchema })),
  addresses: z.array(z.object({ interface: z.string(), address: z.string() })),
  error: rungErrorSchema.optional(),
});
export type NetworkStatus = z.infer<typeof networkStatusSchema>;
