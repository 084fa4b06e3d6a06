import Foundation

/// Who has a log open to write to it.
package enum LogHolder {
  /// The process that holds the log's lock, as the kernel tells; nil when nobody does. The lock itself is not tried: a
  /// router that starts at that moment would find it taken.
  package static func process(of path: String) -> Int? {
    var status = stat()
    // Not `String(contentsOfFile:)`, which takes what one read of such a file gives for all of it.
    guard stat(path + ".lock", &status) == 0, let file = FileHandle(forReadingAtPath: "/proc/locks"),
      let locks = try? file.readToEnd()
    else { return nil }
    for line in String(decoding: locks, as: UTF8.self).split(separator: "\n") {
      // 1: FLOCK  ADVISORY  WRITE 1234 08:01:131299 0 EOF. Some file systems tell stat(2) another device.
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", words[3] == "WRITE",
        words[5].split(separator: ":").last == "\(status.st_ino)"
      else { continue }
      return Int(words[4])
    }
    return nil
  }
}
