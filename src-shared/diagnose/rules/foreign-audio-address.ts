import { oneWayFor } from '../one-way-reason.ts';
import type { Rule } from '../types.ts';

/** RFC 4961: sound that comes from elsewhere than it is to be sent to is not taken while the way is proven (ICE), or somebody else sends. */
export const foreignAudioAddress: Rule = {
  name: 'foreign-audio-address',
  severity: 'error',
  section: 'RFC 4961 3',
  texts: {
    en: {
      message: 'Sound comes from {address}, which is not the address that the other side named ({remote}), and is not taken: it may be a stranger\'s.',
      advice: 'Something between both sides changes addresses (NAT, a session border controller) and does not say so in the session description. Turn ICE off for this account, or have the server relay the sound.',
    },
    de: {
      message: 'Ton kommt von {address}, nicht von der Adresse, die die Gegenseite genannt hat ({remote}), und wird nicht angenommen: Es könnte ein Fremder sein.',
      advice: 'Unterwegs werden Adressen geändert (NAT, Session Border Controller), ohne dass die Sitzungsbeschreibung es sagt. Schalten Sie ICE für dieses Konto aus oder lassen Sie den Ton über den Server laufen.',
    },
  },
  find: (call) => oneWayFor(call, 'foreign-address'),
};
