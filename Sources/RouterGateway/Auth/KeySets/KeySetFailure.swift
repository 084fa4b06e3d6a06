/// Why a key set could not be had. Goes to the log and to config errors.
struct KeySetFailure: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
