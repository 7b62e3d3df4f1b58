/** A mapping that the transducer cannot express; the mapper in JavaScript takes the whole resource. */
export class NotTransducible extends Error {}
