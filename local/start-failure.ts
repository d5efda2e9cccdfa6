/** Why the local stack cannot start, in one line that says what to do. Printed without a stack trace. */
export class StartFailure extends Error {}
