/** What a rule finds in a call, and the words for it. */
import type { CallTrace } from './call-trace.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface DiagnosisText {
  /** What happened and why, in one or two sentences. */
  message: string;
  /** What to try. */
  advice: string;
}

/** Placeholders are `{name}`. */
export interface Texts {
  en: DiagnosisText;
  de: DiagnosisText;
}

export type Params = Record<string, string | number>;

export interface Finding {
  /** The guilty message; 0 where nothing was sent at all. */
  seq: number;
  params?: Params;
}

/** One way in which a call can fail. Rules look at one call and find at most one thing each. */
export interface Rule {
  /** Stable: what people search for. */
  name: string;
  severity: Severity;
  /** `RFC 3261 13.3.1.4` */
  section: string;
  texts: Texts;
  find(call: CallTrace): Finding | undefined;
}

export interface Diagnosis {
  rule: string;
  severity: Severity;
  callId: string;
  seq: number;
  section: string;
  /** English; `texts` has both languages. */
  message: string;
  advice: string;
  texts: Texts;
  params: Params;
}
