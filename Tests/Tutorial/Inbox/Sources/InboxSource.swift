import RouterCore

/// Looks into a folder again and again, and tells of each file that was not there before.
struct InboxSource: Source {
  let config: InboxConfig
  let context: ComponentContext

  func run(_ emitter: Emitter) async throws {
    let folder = Folder(path: config.folder)
    // What earlier lives have told of was stored with the events. No name has a slash in it.
    var told = Set((emitter.position ?? "").split(separator: "/").map(String.init))
    while true {
      let files = try await look(folder)
      let new = files.filter { !told.contains($0.name) }
      // A file that has gone may come again.
      told = Set(files.map(\.name))
      if !new.isEmpty { try await emitter.emit(try new.map(draft), position: told.sorted().joined(separator: "/")) }
      try await context.time.sleep(for: config.every)
    }
  }

  /// While the folder cannot be read the source shows as failing; the engine starts it again after a pause.
  private func look(_ folder: Folder) async throws -> [Folder.File] {
    do {
      let files = try await folder.files()
      context.readiness.set(true)
      return files
    } catch {
      context.readiness.set(false)
      throw error
    }
  }

  private func draft(_ file: Folder.File) throws -> EventDraft {
    let data = try JSONDocument { writer in
      writer.beginObject()
      writer.member("folder", config.folder)
      writer.member("name", file.name)
      writer.member("size", file.size)
      writer.endObject()
    }
    return EventDraft(type: "file_arrived", data: data)
  }
}
