import ArgumentParser
import RouterCore

/// A moment on the command line, as RFC 3339 writes it.
struct TimestampArgument: ExpressibleByArgument {
  let value: Timestamp

  init?(argument: String) {
    guard let value = Timestamp(text: argument) else { return nil }
    self.value = value
  }
}
