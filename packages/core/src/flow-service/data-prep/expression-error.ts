/** A mapping row that cannot be read or compiled: what is wrong, and where in its text (counted from 0). */
export class ExpressionError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "ExpressionError";
    this.position = position;
  }
}
