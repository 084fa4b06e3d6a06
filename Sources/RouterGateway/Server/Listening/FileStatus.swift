import Foundation

/// What is known of a file without opening it.
///
/// By Foundation, since several C modules of this build declare `stat`, and whose members a file sees depends on which of
/// them the compiler happens to read first.
struct FileStatus {
  let type: FileAttributeType?
  let permissions: UInt?
  let device: UInt?
  let node: UInt?

  /// Nil when there is no such file or it cannot be looked at.
  /// - Parameter followsLinks: false looks at a symbolic link itself.
  init?(of path: String, followsLinks: Bool = false) {
    let path = followsLinks ? URL(filePath: path).resolvingSymlinksInPath().path : path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    type = attributes[.type] as? FileAttributeType
    permissions = attributes[.posixPermissions] as? UInt
    device = attributes[.systemNumber] as? UInt
    node = attributes[.systemFileNumber] as? UInt
  }

  /// Whatever has been done to its permissions.
  func isSameFile(as other: FileStatus?) -> Bool { device == other?.device && node == other?.node && node != nil }

  var isSocket: Bool { type == .typeSocket }
  /// By users who are neither the owner nor in the group.
  var isReadableByOthers: Bool { permissions.map { $0 & 0o004 != 0 } ?? false }
  /// By anybody but the owner, in whatever way.
  var isOpenToOthers: Bool { permissions.map { $0 & 0o077 != 0 } ?? true }
}
