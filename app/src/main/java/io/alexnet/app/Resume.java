package io.alexnet.app;

import picocli.CommandLine.ITypeConverter;

/** What {@code train} does with a run that has begun. */
enum Resume {
  /** Go on with it. */
  AUTO,
  /** Refuse it. */
  NEVER;

  /** auto or never. */
  static final class Name implements ITypeConverter<Resume> {
    @Override
    public Resume convert(String value) {
      return Values.word(Resume.class, value);
    }
  }
}
