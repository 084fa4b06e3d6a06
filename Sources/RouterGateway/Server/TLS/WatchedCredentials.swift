import Logging
import NIOSSL
import RouterCore
import Synchronization

/// The credentials of one TLS listener, taken anew when their files change. Connections that are open keep theirs.
final class WatchedCredentials: Sendable {
  private struct State {
    var context: NIOSSLContext
    /// Of the files that were tried last, be it in vain.
    var tried: TLSFiles.Digest
  }

  /// Reads two small files per listener.
  static let checkEvery = Duration.seconds(5)

  private let config: TLSConfig
  private let time: any TimeSource
  private let logger: Logger
  private let state: Mutex<State>

  init(_ config: TLSConfig, time: any TimeSource, logger: Logger) throws(TLSFileError) {
    self.config = config
    self.time = time
    self.logger = logger
    let files = TLSFiles(reading: config)
    let credentials = try TLSCredentials(files, config)
    state = Mutex(State(context: credentials.context, tried: files.digest))
    reportExpiry(credentials)
  }

  /// For new connections.
  var context: NIOSSLContext { state.withLock { $0.context } }

  /// Runs until the task is cancelled.
  func watch() async {
    while (try? await time.sleep(for: Self.checkEvery)) != nil { check() }
  }

  /// By content and not by file attributes: whatever way they are written, no change escapes and none is imagined.
  private func check() {
    let files = TLSFiles(reading: config)
    let digest = files.digest
    let isNew = state.withLock { state in
      defer { state.tried = digest }
      return state.tried != digest
    }
    if isNew { take(files) }
  }

  private func take(_ files: TLSFiles) {
    do throws(TLSFileError) {
      let credentials = try TLSCredentials(files, config)
      state.withLock { $0.context = credentials.context }
      logger.notice(
        "new TLS certificate", metadata: ["file": "\(config.certificate)", "expires": "\(credentials.expires.text)"])
      reportExpiry(credentials)
    } catch {
      logger.error("the TLS certificate stays the old one", metadata: ["reason": "\(error)"])
    }
  }

  private func reportExpiry(_ credentials: TLSCredentials) {
    guard credentials.expires <= time.now() else { return }
    logger.warning(
      "the TLS certificate has expired",
      metadata: ["file": "\(config.certificate)", "expired": "\(credentials.expires.text)"])
  }
}
