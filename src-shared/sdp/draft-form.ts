/** The form in which a person makes a session. */
import type { DraftCodec } from './draft-codecs.ts';
import type { PlanField, SchedulePlan } from './schedule-plan.ts';

export interface SessionDraft {
  name: string;
  /** '' in these: none. */
  information: string;
  uri: string;
  emails: string[];
  phones: string[];
  schedule: SchedulePlan;
  /** The multicast address; freeGroup of groups.ts finds one. */
  group: string;
  /** Of IPv4: 0 this host, 1 this network, 15 this site, 63 this region, 127 the world. */
  ttl: number;
  /** Even. */
  port: number;
  codec: DraftCodec;
  sampleRateHz: number;
  channels: number;
  /** Milliseconds of sound in a packet. */
  ptimeMs: number;
  /** Everybody, or only who announces the session: the others listen. */
  whoTalks: 'everybody' | 'announcer';
  /** For the whole session, kilobits per second (b=CT); 0: not said. */
  bandwidthKbps: number;
  /** Only packets of this sender belong to it (RFC 4570); '' for any. */
  source: string;
  /** BCP 47, `de`; '' for none. */
  language: string;
}

/** What keeps it from becoming a description. */
export interface DraftFault {
  field: keyof SessionDraft | `schedule.${PlanField}`;
  en: string;
  de: string;
}
