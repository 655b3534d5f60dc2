/** Why a call failed, or is sick: one rule a file under rules/. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { shortened } from '../ladder/printable.ts';
import { callTraces } from './call-trace.ts';
import type { CallError, CallTrace } from './call-trace.ts';
import { RULE_GROUPS } from './rules.ts';
import type { Diagnosis, DiagnosisText, Params, Rule } from './types.ts';

const RULES = RULE_GROUPS.flatMap(({ rules }) => rules);
const MAX_PARAM = 200;

/** All that is wrong with these calls, in order of call and `seq`; nothing when all is well. `errors` are what the calls
 *  ended with where no message tells it. */
export function diagnose(messages: readonly TracedMessage[], media: readonly MediaSpan[], errors: readonly CallError[] = []): Diagnosis[] {
  return callTraces(messages, media, errors).flatMap(diagnoseCall);
}

function diagnoseCall(call: CallTrace): Diagnosis[] {
  return RULES.flatMap((rule) => apply(rule, call)).sort((a, b) => a.seq - b.seq);
}

function apply(rule: Rule, call: CallTrace): Diagnosis[] {
  const finding = rule.find(call);
  if (!finding) return [];
  const params = finding.params ?? {};
  const texts = { en: filled(rule.texts.en, params), de: filled(rule.texts.de, params) };
  const { name, severity, section } = rule;
  return [{ rule: name, severity, callId: call.callId, seq: finding.seq, section, ...texts.en, texts, params }];
}

function filled({ message, advice }: DiagnosisText, params: Params): DiagnosisText {
  return { message: fill(message, params), advice: fill(advice, params) };
}

/** Parameters come from the wire: they are shortened and made printable, and never read for placeholders themselves. */
function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => shortened(String(params[name] ?? ''), MAX_PARAM));
}
