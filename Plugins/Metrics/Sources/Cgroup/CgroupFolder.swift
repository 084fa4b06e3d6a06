/// Finds a controller's folders: the process's own group and the groups around it.
enum CgroupFolder {
  enum Version: Sendable, Equatable {
    case v1(controller: String)
    case v2
  }

  /// The innermost folder first, up to the mount point; empty when the controller is not there.
  /// - Parameters:
  ///   - membership: `/proc/self/cgroup` (cgroups(7)).
  ///   - mounts: `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
  static func chain(_ version: Version, membership: String, mounts: String) -> [String] {
    guard let path = path(version, in: membership), let mount = mount(version, in: mounts) else { return [] }
    // Without a cgroup namespace the path counts from the host's root, and the mount shows a part of that tree.
    let isBelowRoot = mount.root != "/" && (path == mount.root || path.hasPrefix(mount.root + "/"))
    let below = isBelowRoot ? String(path.dropFirst(mount.root.count)) : mount.root == "/" ? path : ""
    // A path that leads out of the namespace says nothing about folders in here.
    guard !below.split(separator: "/").contains("..") else { return [mount.point] }
    return ancestors(of: below).map { mount.point + $0 }
  }

  private static func ancestors(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).reversed().map { count in parts.prefix(count).map { "/\($0)" }.joined() }
  }

  private static func path(_ version: Version, in membership: String) -> String? {
    for line in membership.lines {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      switch version {
      case .v2 where parts[0] == "0" && parts[1].isEmpty: return String(parts[2])
      case .v1(let controller) where parts[1].split(separator: ",").contains { $0 == controller }:
        return String(parts[2])
      default: continue
      }
    }
    return nil
  }

  private static func mount(_ version: Version, in mounts: String) -> (root: String, point: String)? {
    for line in mounts.lines {
      let fields = line.fields
      guard let separator = fields.firstIndex(of: "-"), separator + 3 < fields.count, separator >= 5 else { continue }
      let (type, options) = (fields[separator + 1], fields[separator + 3].split(separator: ","))
      let fits =
        switch version {
        case .v2: type == "cgroup2"
        case .v1(let controller): type == "cgroup" && options.contains { $0 == controller }
        }
      if fits { return (String(fields[3]), String(fields[4])) }
    }
    return nil
  }
}
