import { oneWayFor } from '../one-way-reason.ts';
import type { Rule } from '../types.ts';

/** RFC 1918: a private address means something in its own network only. */
export const unroutableAudioAddress: Rule = {
  name: 'unroutable-audio-address',
  severity: 'error',
  section: 'RFC 1918 3',
  texts: {
    en: {
      message: 'Nothing is heard, and our sound goes to {address}: a private address that does not exist where we are ({local}).',
      advice: 'The other side is behind a NAT and named its inner address. It needs STUN or ICE, or a server that relays the sound.',
    },
    de: {
      message: 'Es ist nichts zu hören, und unser Ton geht an {address}: eine private Adresse, die es von hier aus ({local}) nicht gibt.',
      advice: 'Die Gegenseite steht hinter einem NAT und hat ihre innere Adresse genannt. Sie braucht STUN oder ICE oder einen Server, der den Ton weiterleitet.',
    },
  },
  find: (call) => oneWayFor(call, 'private-address'),
};
