/** Wrong use or unreadable input: the message names what is wrong and the cure; the exit status is 2. */
export class UsageError extends Error {}
