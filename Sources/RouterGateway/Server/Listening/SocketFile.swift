import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#endif

/// The file of a unix socket: made by binding, removed at the end.
struct SocketFile: Sendable {
  /// Clients of the same group get in; the others are kept out by the file.
  private static let mode: mode_t = 0o660

  private let path: String
  private let status: FileStatus

  /// Why there is no way to listen.
  struct Obstacle: Error {
    let reason: String
  }

  /// Makes way for a new socket: one that nobody listens on is left over from a crash.
  static func clear(_ path: String, on group: any EventLoopGroup) async throws(Obstacle) {
    // Binding says it when the path cannot be looked at.
    guard let status = FileStatus(of: path) else { return }
    guard status.isSocket else { throw Obstacle(reason: "there is a file that is no socket") }
    guard try await isAbandoned(path, group) else { throw Obstacle(reason: "another process listens there") }
    if unlink(path) != 0, errno != ENOENT { throw Obstacle(reason: String(cString: strerror(errno))) }
  }

  private static func isAbandoned(_ path: String, _ group: any EventLoopGroup) async throws(Obstacle) -> Bool {
    do {
      let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
      try? await channel.close()
      return false
    } catch let error as IOError where [ECONNREFUSED, ENOENT].contains(error.errnoCode) {
      return true
    } catch let error as IOError where error.errnoCode == EAGAIN {
      // Its backlog is full.
      return false
    } catch {
      throw Obstacle(reason: "cannot tell whether another process listens there: \(error)")
    }
  }

  /// Takes over the file of a socket that has just been bound.
  init(taking path: String) throws(Obstacle) {
    guard chmod(path, Self.mode) == 0, let status = FileStatus(of: path) else {
      throw Obstacle(reason: String(cString: strerror(errno)))
    }
    self.path = path
    self.status = status
  }

  /// Removes the file, unless another process has put its own there.
  func remove() {
    if status.isSameFile(as: FileStatus(of: path)) { unlink(path) }
  }
}
