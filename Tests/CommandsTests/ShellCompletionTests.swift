import Files
import Foundation
import Testing

/// What shells are answered, and what comes of it when keys are typed.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct ShellCompletionTests {
  private static let notebook = """
    param rate = 0.1 "learning rate"
    include "more.gan"
    # %% 1.2 Data
    load sunflowers
    # %% Rest
    print 1
    """

  private static func laboratory() throws -> Laboratory {
    let laboratory = try Laboratory()
    try laboratory.write(Array(notebook.utf8), "lab.gan")
    try laboratory.write(Array("param depth = 3".utf8), "more.gan")
    try laboratory.write(Array("# %% Two words\nprint 1".utf8), "my own.gan")
    try laboratory.write([], "notes.txt")
    try laboratory.write([], "page.html")
    try makeFolder(laboratory.path + "/photos")
    return laboratory
  }

  private func answer(_ words: String...) throws -> [String] {
    let result = try Executable.run(["__complete"] + words, in: Self.laboratory())
    #expect(result.status == 0 && result.messages.isEmpty, "\(result.messages)")
    return result.output.split(separator: "\n").map {
      String($0.prefix { $0 != "\t" })
    }
  }

  @Test func answersByPlace() throws {
    #expect(try answer("re") == ["replay", ":files gan"])
    #expect(try answer("run", "") == [":files gan"])
    #expect(try answer("run", "lab.gan", "--cell", "") == ["1.2", "2"])
    #expect(try answer("lab.gan", "--from", "1") == ["1.2"])
    #expect(try answer("run", "lab.gan", "--cell", "Re") == ["Rest"])
    #expect(try answer("run", "lab.gan", "--cell=1.2 ") == ["--cell=1.2 Data"])
    #expect(try answer("run", "my own.gan", "--from", "Two") == ["Two words"])
    #expect(try answer("run", "lab.gan", "-p", "") == ["rate=", "depth="])
    #expect(try answer("run", "lab.gan", "-p", "rate=") == ["rate=0.1"])
    #expect(try answer("run", "lab.gan", "--param=de") == ["--param=depth="])
    #expect(try answer("replay", "3.2-l") == ["3.2-longer"])
    #expect(try answer("replay", "3.0") == ["3.0"])
    #expect(try answer("replay", "-p", "phot") == ["photos="])
    #expect(try answer("run", "--color", "a") == ["auto", "always"])
    #expect(try answer("run", "--color=n") == ["--color=never"])
    #expect(try answer("run", "lab.gan", "-o", "") == [":folders"])
    #expect(try answer("run", "lab.gan", "--report", "") == [":files html md ipynb"])
    #expect(try answer("runs", "") == [":folders"])
    #expect(try answer("export", "") == [":files gan ipynb"])
    #expect(try answer("completions", "z") == ["zsh"])
    #expect(try answer("doctor", "") == [])
    #expect(try answer("bench", "--optimizer", "ada") == ["adam"])
    #expect(try answer("runs", "--pr") == ["--prune"])
    #expect(try answer("run", "--pr") == [])
    #expect(try answer("run", "none.gan", "--cell", "") == [])
    #expect(try answer("--", "--th") == [":files gan"])
  }

  @Test func everyOptionAndCommandIsOffered() throws {
    let help = try Executable.run(["--help"]).output
    var options: Set<String> = []
    for command in ["run", "replay", "check", "bench", "runs", "export", "kernel", "doctor"] {
      #expect(try answer(String(command.dropLast())).contains(command))
      options.formUnion(try answer(command, "-"))
    }
    for match in help.matches(of: /(?m)^ +(-\w)?,? +(--[a-z-]+)/) {
      #expect(options.contains(String(match.output.2)), "\(match.output.2)")
    }
  }

  /// Typed at each shell: a word with Tab, then the whole line with Enter.
  @Test(arguments: ["bash", "zsh", "fish"])
  func typedInAShell(name: String) throws {
    guard
      let shell = ["/bin/", "/usr/bin/"].map({ $0 + name }).first(where: {
        kindOfFile(at: $0) != nil
      })
    else {
      print("skipped: there is no \(name) here")
      return
    }
    let laboratory = try Self.laboratory()
    let program = try #require(Executable.path)
    let folder = laboratory.path + "/bin"
    try makeFolder(folder)
    // Called without the terminal's own ideas: what comes out is told by a function of its name.
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/ganrepl", withDestinationPath: program)
    let options = ["bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]]
    let terminal = try PseudoTerminal(
      options[name] ?? [], program: shell, in: laboratory,
      environment: [
        "PATH": folder + ":/usr/bin:/bin", "PS1": "ready> ", "TERM": "dumb",
        "XDG_DATA_HOME": laboratory.path, "XDG_CONFIG_HOME": laboratory.path,
      ])
    let setUp = [
      "bash": "eval \"$(ganrepl completions bash)\"",
      "zsh": "PS1='ready> '; autoload -Uz compinit; compinit -u -D; "
        + "eval \"$(ganrepl completions zsh)\"",
      "fish": "function fish_prompt; echo 'ready> '; end; ganrepl completions fish | source",
    ]
    terminal.type((setUp[name] ?? "") + "; echo set-''up\r")
    terminal.expect("set-up")
    // What the line says after completion is shown by calling echo with it.
    func completed(_ line: String, _ wanted: String) {
      terminal.type("ganrepl \(line)\t")
      usleep(900_000)
      // To the beginning of the line, where echo is put before what was completed.
      terminal.type("\u{01}echo got-''it: \u{05} .\r")
      let seen = terminal.expect("got-it: ganrepl \(wanted)")
      #expect(seen.contains(wanted), "\(line)")
    }
    completed("repl", "replay .")
    completed("replay 3.2-lo", "replay 3.2-longer .")
    completed("run la", "run lab.gan .")
    completed("run lab.gan --cell 1", "run lab.gan --cell 1.2 .")
    completed("run lab.gan --cell Re", "run lab.gan --cell Rest .")
    let own = ["'my own.gan'", "my\\ own.gan"]
    for word in own {
      completed("run \(word) --cell 1", "run my own.gan --cell 1 .")
      completed("run \(word) --cell Tw", "run my own.gan --cell Two words .")
    }
    // zsh takes the slash away again when something else is typed, bash and fish leave it.
    completed(
      "run lab.gan --output=pho", "run lab.gan --output=photos" + (name == "zsh" ? " ." : "/ ."))
    completed("runs --html=pag", "runs --html=page.html .")
    completed("run lab.gan -p ra", "run lab.gan -p rate= .")
    completed("run lab.gan -p rate=", "run lab.gan -p rate=0.1 .")
    // zsh takes the slash away again when something else is typed.
    completed("runs pho", name == "zsh" ? "runs photos ." : "runs photos/ .")
    completed("run lab.gan --col", "run lab.gan --color .")
  }
}
