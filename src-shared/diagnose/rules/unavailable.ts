import { statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 21.4.18: known there, and nothing rings. */
export const unavailable: Rule = {
  name: 'unavailable',
  severity: 'info',
  section: 'RFC 3261 21.4.18',
  texts: {
    en: {
      message: 'The person called is known, but not there now ({status}).',
      advice: 'No phone is registered at that address, or it does not want to be disturbed: call later.',
    },
    de: {
      message: 'Die gerufene Person ist bekannt, aber gerade nicht da ({status}).',
      advice: 'Unter dieser Adresse ist kein Telefon angemeldet, oder es will nicht gestört werden: Rufen Sie später an.',
    },
  },
  find({ failure }) {
    return failure?.status === 480 ? { seq: failure.seq, params: { status: statusText(failure) } } : undefined;
  },
};
