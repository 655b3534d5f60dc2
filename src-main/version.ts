/** The version in package.json; `test/unit/version.test.ts` keeps the two the same. */
export const VERSION = '0.1.0';
