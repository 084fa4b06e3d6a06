import Foundation

/// Who has a log open to write to it.
package enum LogHolder {
  /// The process that holds the log's lock, as the kernel tells; nil when nobody does. The lock itself is not tried: a
  /// router that starts at that moment would find it taken.
  package static func process(of path: String) -> Int? {
    var status = stat()
    guard stat(path + ".lock", &status) == 0,
      let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
    else { return nil }
    for line in locks.split(separator: "\n") {
      // 1: FLOCK  ADVISORY  WRITE 1234 08:01:131299 0 EOF
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", words[3] == "WRITE",
        words[5].split(separator: ":").last == "\(status.st_ino)"
      else { continue }
      return Int(words[4])
    }
    return nil
  }
}
