import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// A listener could not be opened.
package struct ListenError: Error, CustomStringConvertible {
  let address: ListenAddress
  let reason: String

  package var description: String { "cannot listen on \(address): \(reason)" }

  init(_ address: ListenAddress, _ reason: String) {
    self.address = address
    self.reason = reason
  }

  init(_ address: ListenAddress, _ error: any Error) {
    switch error {
    case let error as ListenError: self = error
    case let error as IOError: self.init(address, String(cString: strerror(error.errnoCode)))
    case is SocketAddressError.UnknownHost: self.init(address, "the name of the host is not known")
    default: self.init(address, "\(error)")
    }
  }
}
