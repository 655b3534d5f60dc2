/** The nouns of Rung, as core and UI both see them. Times: `…AtMs` are epoch milliseconds, durations `…Ms` or `…S`. */
import { z } from 'zod';
import { defaultDialPlan, dialPlanSchema } from './dial-plan-model.ts';
import { rungErrorSchema } from './errors.ts';
import { defaultHepSettings, hepSettings, hepStatusSchema } from './hep-model.ts';
import { defaultSapSettings, invitationSchema, sapSettings } from './session-model.ts';
import { defaultLadderLook, ladderLookSchema } from './ladder-look.ts';
import { defaultTraceSettings, traceSettings } from './trace-settings.ts';
import { tracedPacketFields } from './traced-packet.ts';

export const transportSchema = z.enum(['udp', 'tcp', 'tls']);
export type TransportName = z.infer<typeof transportSchema>;

export const codecNameSchema = z.enum(['opus', 'G722', 'PCMA', 'PCMU', 'L16']);
export type CodecName = z.infer<typeof codecNameSchema>;
/** Of calls without an account and of new accounts, best first. L16 is for those who ask for it: it takes four times the bit rate of G.722. */
export const defaultCodecs: CodecName[] = ['opus', 'G722', 'PCMA', 'PCMU'];

export const dtmfModeSchema = z.enum(['rfc4733', 'info', 'inband']);
export type DtmfMode = z.infer<typeof dtmfModeSchema>;

export const recordRuleSchema = z.enum(['off', 'all', 'incoming', 'outgoing']);

/** Encryption of the sound (SRTP). `optional`: where the other side can do it. */
export const srtpModeSchema = z.enum(['off', 'optional', 'required']);
export type SrtpMode = z.infer<typeof srtpModeSchema>;

/** What an account has besides its address; what is absent in older data gets these values. */
export const defaultAccountOptions = {
  hideNumber: false,
  autoAnswer: 'off' as const,
  onlyFromRegistrar: false,
  acceptRefer: false,
  stunServer: '',
  ice: false,
  outbound: false,
  keepAliveS: 25,
  dtmfMode: 'rfc4733' as const,
  sessionExpiresS: 1800,
  dialPlan: defaultDialPlan,
  mailbox: false,
  mailboxNumber: '',
  publishPresence: false,
  qualityReportUri: '',
  record: 'off' as const, srtp: 'off' as const,
  silenceSuppression: false,
};

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
  /** `auto`: as the server's name says (NAPTR and SRV, RFC 3263). */
  transport: z.enum(['auto', ...transportSchema.options]),
  register: z.boolean(),
  expiresS: z.number().int().min(10).max(86_400),
  codecs: z.array(codecNameSchema).min(1),
  enabled: z.boolean(),
  /** Anonymous From and `Privacy: id` (RFC 3323, RFC 3325). */
  hideNumber: z.boolean().default(defaultAccountOptions.hideNumber),
  /** `header`: when Alert-Info, Call-Info or Answer-Mode asks for it. */
  autoAnswer: z.enum(['off', 'header', 'always']).default(defaultAccountOptions.autoAnswer),
  /** Calls from anywhere but the registrar and the proxy are refused. */
  onlyFromRegistrar: z.boolean().default(defaultAccountOptions.onlyFromRegistrar),
  /** Do what a REFER outside of a call asks for (click to dial). Inside a call it is a transfer, and always followed. */
  acceptRefer: z.boolean().default(defaultAccountOptions.acceptRefer),
  /** For our media address as the world sees it: host[:port]; empty: none. */
  stunServer: z.string().default(defaultAccountOptions.stunServer),
  ice: z.boolean().default(defaultAccountOptions.ice),
  /** RFC 5626: registrations over two flows, which are kept alive. */
  outbound: z.boolean().default(defaultAccountOptions.outbound),
  /** How often a NAT or a connection towards the registrar is kept open; 0: never. */
  keepAliveS: z.number().int().min(0).max(3600).default(defaultAccountOptions.keepAliveS),
  dtmfMode: dtmfModeSchema.default(defaultAccountOptions.dtmfMode),
  /** Asked for in our calls (RFC 4028); 0: only where the peer wants it. */
  sessionExpiresS: z.number().int().min(0).max(86_400).default(defaultAccountOptions.sessionExpiresS),
  dialPlan: dialPlanSchema.default(defaultAccountOptions.dialPlan),
  /** Subscribe to message waiting (RFC 3842). */
  mailbox: z.boolean().default(defaultAccountOptions.mailbox),
  /** What to call to hear the messages; empty: the account's own address. */
  mailboxNumber: z.string().default(defaultAccountOptions.mailboxNumber),
  /** Tell the server our presence (RFC 3903). */
  publishPresence: z.boolean().default(defaultAccountOptions.publishPresence),
  /** Who is told how each call sounded (RFC 6035): a SIP URI; empty: nobody. */
  qualityReportUri: z.string().default(defaultAccountOptions.qualityReportUri),
  /** Which calls are recorded from the moment that both can talk. */
  record: recordRuleSchema.default(defaultAccountOptions.record),
  srtp: srtpModeSchema.default(defaultAccountOptions.srtp),
  /** Our pauses are not sent but described (RFC 3389), with codecs that do not do so themselves. */
  silenceSuppression: z.boolean().default(defaultAccountOptions.silenceSuppression),
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
  /** Our address as the registrar sees it, `address:port`, where a NAT makes it another one. */
  publicAddress: z.string().optional(),
  /** Route that the registrar wants our requests to take (RFC 3608). */
  serviceRoute: z.array(z.string()).optional(),
  /** An address of this very phone that works from everywhere (RFC 5627). */
  gruu: z.string().optional(),
  /** RFC 5626: flows that are up, of those that are meant to be. */
  flows: z.object({ up: z.number(), of: z.number() }).optional(),
  error: rungErrorSchema.optional(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** Sound that goes one way only, from our point of view: `in`: we hear nothing; `out`: the peer says that it hears nothing. */
const oneWaySchema = z.object({
  direction: z.enum(['in', 'out']),
  /** `foreign-address`: packets come from elsewhere than the peer's address; `private-address`: the peer's address is one that
   *  cannot be reached from here. */
  reason: z.enum(['no-packets', 'foreign-address', 'payload-type', 'srtp-not-authentic', 'private-address', 'peer-hears-nothing']),
  /** `address:port` that packets come from, or that we send to. */
  address: z.string().optional(),
  payloadType: z.number().optional(),
});

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
  /** Encrypted calls: packets dropped because they were not made with the agreed key, or had come before. */
  unauthentic: z.number().optional(),
  replayed: z.number().optional(),
  /** Playout delay of the jitter buffer. */
  bufferMs: z.number(),
  /** What the jitter buffer steers for. This and what follows are absent in older data. */
  targetMs: z.number().optional(),
  /** Of the packets expected since the beginning: what the network lost; of the frames played: what was not there when it was due. */
  lossPercent: z.number().optional(),
  concealedPercent: z.number().optional(),
  /** E-model rating of what we hear, 0 to 93. */
  rating: z.number().optional(),
  /** Loss and discard in bursts (RFC 3611 4.7.2), mean durations; absent while there was none. */
  burst: z.object({ count: z.number(), densityPercent: z.number(), durationMs: z.number(), gapDensityPercent: z.number(), gapDurationMs: z.number() }).optional(),
  /** The same over the last second. */
  recent: z.object({ lossPercent: z.number(), concealedPercent: z.number(), mos: z.number().optional() }).optional(),
  /** What the peer's last report says; figures are absent while it hears nothing of us. */
  remote: z.object({
    /** Packets that it says it has sent; 0: it only listens. */
    sent: z.number(),
    /** How many reports have come. */
    reports: z.number(),
    lossPercent: z.number().optional(),
    jitterMs: z.number().optional(),
    /** Its own R and MOS (RFC 3611 4.7.5) where it tells, else ours of what it reports. */
    rating: z.number().optional(),
    mos: z.number().optional(),
  }).optional(),
  /** Of a capture: what it lacks of the packets that `local` sent, their jitter where it was captured, and where they came from. */
  sentSeen: z.object({ lost: z.number(), jitterMs: z.number(), source: z.string() }).optional(),
  /** Packets received of a payload type that was agreed. */
  understood: z.number().optional(),
  /** Packets that came and were not taken. */
  refused: z.object({
    foreign: z.object({ count: z.number(), from: z.string() }).optional(),
    payloadType: z.object({ count: z.number(), number: z.number() }).optional(),
  }).optional(),
  oneWay: oneWaySchema.optional(),
  /** Of what we send, and of what was heard last. */
  ssrc: z.object({ local: z.number(), remote: z.number().optional() }).optional(),
  /** Peak level of the last 20 ms frame in each direction, 0 to 1. */
  levelOut: z.number(), levelIn: z.number(),
  /** Keys pressed as events or tones (RFC 4733), the last of them; those of INFO are messages. */
  digits: z.array(z.object({ digit: z.string().max(4), direction: z.enum(['in', 'out']), atMs: z.number() })).max(64).optional(),
  /** Where packets really come from, `address:port`; absent until one came. */
  source: z.string().optional(),
  /** Which way the sound goes out: our address as the peer sees it, and the peer's. `default`: as the descriptions say; `latched`: to
   *  where the peer's packets really come from (RFC 4961); the others: what ICE has selected, by the candidate that tells most
   *  (RFC 8445 5.1.1). Absent until there is somewhere to send. */
  path: z.object({ local: z.string(), remote: z.string(), kind: z.enum(['default', 'latched', 'host', 'srflx', 'prflx', 'relay']) }).optional(),
});
export type StreamStats = z.infer<typeof streamStatsSchema>;

/** Sound that nobody on the way can hear (SRTP). */
const encryptionSchema = z.object({
  /** `AES_CM_128_HMAC_SHA1_80` (RFC 4568 6.2) */
  suite: z.string(),
  /** The keys came in the signalling, and that went over TLS: at least as far as the next hop. Else whoever could read it has them. */
  keysByTls: z.boolean(),
});
export type Encryption = z.infer<typeof encryptionSchema>;

const column = z.array(z.number().nullable());

/** The sound of a call over its time: columns of one length, null where nothing is known. */
export const qualitySeriesSchema = z.object({
  startedAtMs: z.number(),
  /** Between two samples, at least. */
  stepMs: z.number(),
  /** Ms after the start. */
  times: z.array(z.number()),
  /** Over the second before each sample, where a figure can be: loss, concealed frames, MOS. `remote`: what the peer reports. */
  columns: z.object({
    lossPercent: column, concealedPercent: column, jitterMs: column, bufferMs: column, targetMs: column, mos: column, rttMs: column,
    remoteLossPercent: column, remoteJitterMs: column, remoteMos: column,
  }),
});
export type QualitySeries = z.infer<typeof qualitySeriesSchema>;

export const directionSchema = z.enum(['in', 'out']);
export type Direction = z.infer<typeof directionSchema>;

export const callStateSchema = z.enum(['calling', 'ringing', 'early', 'confirmed', 'ending', 'ended']);
export type CallState = z.infer<typeof callStateSchema>;

export const endedBySchema = z.enum(['local', 'remote', 'timeout', 'error', 'interrupted']);
export type EndedBy = z.infer<typeof endedBySchema>;

/** What an INVITE tells of its caller besides From. */
export const callerSchema = z.object({
  /** P-Asserted-Identity (RFC 3325) from a server; a claim, as From is. */
  assertedUri: z.string().optional(),
  assertedName: z.string().optional(),
  anonymous: z.boolean(),
  /** Diversion and History-Info (RFC 5806, RFC 7044): who sent the call on, first one first. */
  divertedBy: z.array(z.object({ uri: z.string(), name: z.string(), reason: z.string() })),
  alertInfo: z.string().optional(),
  callInfo: z.string().optional(),
  /** The caller asks to be answered at once. */
  wantsAutoAnswer: z.boolean(),
  /** Feature tags of the Contact (RFC 3840). */
  features: z.array(z.string()),
  userAgent: z.string().optional(),
});
export type Caller = z.infer<typeof callerSchema>;

/** Reason header field (RFC 3326). */
export const causeSchema = z.object({ protocol: z.string(), cause: z.number().optional(), text: z.string() });
export type Cause = z.infer<typeof causeSchema>;

/** A REFER (RFC 3515, RFC 5589) seen from this call: `transferor` sends the peer elsewhere, `transferee` is sent, `target`
 *  is whom a transfer brought here (there the field `target` tells who transferred). */
export const transferSchema = z.object({
  role: z.enum(['transferor', 'transferee', 'target']),
  target: z.string(),
  attended: z.boolean(),
  state: z.enum(['asked', 'trying', 'ringing', 'done', 'failed']),
  status: z.number().optional(),
  reason: z.string().optional(),
});
export type Transfer = z.infer<typeof transferSchema>;

/** `mix`: over the microphone; `replace`: instead of it. */
export const playModeSchema = z.enum(['mix', 'replace']);
export type PlayMode = z.infer<typeof playModeSchema>;

const playingSchema = z.object({ sound: z.string(), mode: playModeSchema, paused: z.boolean() });

const gainDb = z.number().min(-40).max(20);
/** In dB, 0: as it is. */
export const gainSchema = z.object({ microphoneDb: gainDb, speakerDb: gainDb });
export type CallGain = z.infer<typeof gainSchema>;

/** What one call does otherwise than its account says; what is absent is as ever. */
export const dialChangeSchema = z.object({
  transport: transportSchema.optional(),
  codecs: z.array(codecNameSchema).min(1).optional(),
  srtp: srtpModeSchema.optional(),
  dtmfMode: dtmfModeSchema.optional(),
  /** False: no session timer is asked for (RFC 4028). */
  sessionTimer: z.boolean().optional(),
  /** False: with the number shown. */
  anonymous: z.boolean().optional(),
  /** Through another account than the attempt before. */
  accountId: z.string().optional(),
});
export type DialChange = z.infer<typeof dialChangeSchema>;

/** Another attempt at a call that failed. `callId`: our id of that call. */
export const retrySchema = z.object({ callId: z.string(), change: dialChangeSchema });
export type Retry = z.infer<typeof retrySchema>;

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
  /** Absent: whoever is on the way can listen. */
  encryption: encryptionSchema.optional(),
  /** Streams that were offered and declined, to be told to the user: `video`, `image`. */
  declinedMedia: z.array(z.string()),
  stats: streamStatsSchema.optional(),
  error: rungErrorSchema.optional(),
  /** The signalling goes over TLS, at least as far as the next hop. */
  secure: z.boolean(),
  caller: callerSchema.optional(),
  /** 300, 380, 485 and the like: where else the person may try. */
  alternatives: z.array(z.object({ uri: z.string(), name: z.string() })).optional(),
  /** The peer asked not to be tried again before this time (Retry-After). */
  retryAtMs: z.number().optional(),
  cause: causeSchema.optional(),
  transfer: transferSchema.optional(),
  /** The call (our id) whose place this one took (Replaces, RFC 3891). */
  replaces: z.string().optional(),
  /** This is another attempt. */
  retry: retrySchema.optional(),
  /** Nobody here lifted the receiver: the caller asked for that, and the account allows it. */
  autoAnswered: z.boolean().optional(),
  /** Going on now; the file is complete when it has ended. */
  recording: z.object({ path: z.string(), startedAtMs: z.number() }).optional(),
  /** Files of this call, those that are complete and the one going on. */
  recordings: z.array(z.string()).optional(),
  /** Hears, and is heard by, the other calls of the conference. Stays while it is on hold. */
  inConference: z.boolean().optional(),
  /** The sound that the peer hears while we hold it; absent: silence. */
  holdMusic: z.string().optional(),
  /** A sound that is played to the peer. */
  playing: playingSchema.optional(),
  /** dB; absent: as the settings say. */
  gain: gainSchema.optional(),
  /** The call leads into a multicast session (RFC 3264 5.2): its sound goes over these groups, not between the two phones. */
  invitation: invitationSchema.optional(),
  /** Session timer (RFC 4028) in force. */
  sessionTimer: z.object({ expiresS: z.number(), refresher: z.enum(['us', 'peer']) }).optional(),
});
export type Call = z.infer<typeof callSchema>;

export const outcomeSchema = z.enum([
  'answered', 'missed', 'cancelled', 'busy', 'declined', 'noAnswer', 'failed', 'redirected', 'interrupted',
  // Rang here, and was taken by another phone of ours.
  'elsewhere',
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
  encryption: encryptionSchema.optional(),
  /** Why it came to nothing, where a status does not say it. */
  error: rungErrorSchema.optional(),
  cause: causeSchema.optional(),
  transfer: transferSchema.optional(),
  replaces: z.string().optional(),
  retry: retrySchema.optional(),
  /** Files, oldest first. */
  recordings: z.array(z.string()).optional(),
  messageCount: z.number(),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

/** One SIP message that passed the tap, live, from the history or from a file; or a packet of another protocol. Order is `seq`, never the time. */
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
  fromTag: z.string(), toTag: z.string(),
  /** `seq` of the message that this one repeats. */
  retransmissionOf: z.number().optional(),
  hasSdp: z.boolean(),
  /** Whole message, UTF-8 decoded, secrets redacted. */
  raw: z.string(),
  /** What was odd but tolerated, or why it was refused. */
  note: z.string().optional(),
  /** Of credentials that passed our own tap: whether the proof fits the password of the account with that user name. */
  digest: z.enum(['right', 'wrong', 'no-password']).optional(),
  /** The capture agent that saw it (HEP): none of our own traffic. `local` is then who sent it. */
  agent: z.string().optional(),
  ...tracedPacketFields,
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
  encryption: encryptionSchema.optional(),
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
  /** Ids as the browser gives them, `default` for whichever the system chooses; labels find a device again whose id has changed. */
  microphone: z.string().max(500),
  microphoneLabel: z.string().max(500),
  speaker: z.string().max(500),
  speakerLabel: z.string().max(500),
  ringer: z.string().max(500),
  ringerLabel: z.string().max(500),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
  doNotDisturb: z.boolean(),
  /** The sound (`sound.list`) for whom we hold; empty: silence. */
  holdMusic: z.string().max(200),
  /** Where recordings go; empty: beside Rung's own data. */
  recordingFolder: z.string().max(4096),
  /** A short beep every 15 seconds that both hear while a call is recorded. */
  recordingTone: z.boolean(),
  microphoneGainDb: gainDb, speakerGainDb: gainDb,
  /** Own certificate authorities, PEM, besides the system's. */
  tlsCa: z.string().max(1_000_000),
  /** False: any certificate is taken. For a lab only. */
  tlsVerify: z.boolean(),
  /** `hostNames`: what the person calls hosts in ladders, by address (`192.0.2.1`, of split hosts with the port). */
  ladderLook: ladderLookSchema, ...hepSettings, ...traceSettings, ...sapSettings, hostNames: z.array(z.object({ address: z.string().min(1).max(300), name: z.string().min(1).max(60) })).max(500),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  language: 'system', theme: 'system', listenAddress: 'auto', sipPort: 5060, rtpPortMin: 40_000, rtpPortMax: 40_999, microphone: 'default', microphoneLabel: '', speaker: 'default',
  speakerLabel: '', ringer: 'default', ringerLabel: '', echoCancellation: true, noiseSuppression: true, autoGainControl: true, doNotDisturb: false, holdMusic: '',
  recordingFolder: '', recordingTone: false, microphoneGainDb: 0, speakerGainDb: 0, tlsCa: '', tlsVerify: true, ladderLook: defaultLadderLook, ...defaultHepSettings, ...defaultTraceSettings, ...defaultSapSettings, hostNames: [],
};

/** A WAV that can be played into calls or to whom we hold. */
export const soundSchema = z.object({ name: z.string(), bytes: z.number() });
export type Sound = z.infer<typeof soundSchema>;

/** Where we can be reached now, and what went wrong when opening sockets. */
export const networkStatusSchema = z.object({
  listening: z.array(z.object({ address: z.string(), port: z.number(), transport: transportSchema })),
  addresses: z.array(z.object({ interface: z.string(), address: z.string() })),
  error: rungErrorSchema.optional(),
  hep: hepStatusSchema.optional(),
});
export type NetworkStatus = z.infer<typeof networkStatusSchema>;

/** Somebody whom we know; `watch` says what we subscribe to. */
export const contactSchema = z.object({
  id: z.string().min(1),
  name: z.string().max(200),
  uri: z.string().min(1).max(2048),
  /** Over which account; absent: the one at home in the URI's domain. */
  accountId: z.string().optional(),
  /** `dialog`: busy lamp (RFC 4235). `presence`: RFC 3856. */
  watch: z.array(z.enum(['presence', 'dialog'])),
});
export type Contact = z.infer<typeof contactSchema>;

export const presenceStatusSchema = z.enum(['available', 'away', 'busy', 'offline']);
export type PresenceStatus = z.infer<typeof presenceStatusSchema>;

/** What the subscriptions to a contact have told. */
export const contactStateSchema = z.object({
  contactId: z.string(),
  presence: presenceStatusSchema.optional(),
  note: z.string().optional(),
  /** From dialog-info: the busiest of its dialogs. */
  line: z.enum(['idle', 'ringing', 'busy']).optional(),
  /** Ringing there, and can be picked up here. */
  canPickUp: z.boolean(),
  /** Whom they talk to or who calls them, where the server tells. */
  party: z.string().optional(),
  error: rungErrorSchema.optional(),
});
export type ContactState = z.infer<typeof contactStateSchema>;

/** Message waiting (RFC 3842) of an account. */
export const mailboxSchema = z.object({
  accountId: z.string(),
  waiting: z.boolean(),
  newVoice: z.number(),
  oldVoice: z.number(),
  /** `Message-Account`: what to call. */
  uri: z.string().optional(),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

/** A text message (RFC 3428), sent or received. */
export const chatMessageSchema = z.object({
  id: z.string(),
  /** The peer's address without parameters: one conversation. */
  peer: z.string(),
  peerName: z.string(),
  accountId: z.string().optional(),
  direction: directionSchema,
  text: z.string(),
  atMs: z.number(),
  /** `delivered`: a 2xx came; 202 says only that a server has it. */
  state: z.enum(['sending', 'delivered', 'accepted', 'failed', 'received']),
  status: z.number().optional(),
  reason: z.string().optional(),
  error: rungErrorSchema.optional(),
  read: z.boolean(),
  sipCallId: z.string(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

export const conversationSchema = z.object({ peer: z.string(), peerName: z.string(), last: chatMessageSchema, unread: z.number() });
export type Conversation = z.infer<typeof conversationSchema>;

/** What the guard let nobody see (docs/security.md). */
export const guardReportSchema = z.object({
  source: z.string(),
  reason: z.enum(['scanner', 'flood', 'stranger']),
  count: z.number(),
  atMs: z.number(),
});
export type GuardReport = z.infer<typeof guardReportSchema>;
