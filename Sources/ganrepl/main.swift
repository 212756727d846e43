import Foundation
import GANScript

// Output goes through our own writer, which sees every failure; a closed pipe is one of them.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
// A stream that is closed is opened on nothing, for reading only: no file that is opened later gets
// its number, and what is written to it fails and is reported.
for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
  _ = open("/dev/null", O_RDONLY)
}
do throws(ProcessorBuild.Problem) { try ProcessorBuild.settle() } catch {
  Console().message("error: " + error.message + "\nhelp: " + error.help)
  exit(error.exitCode.rawValue)
}
let code = CommandLineProgram.main(Array(CommandLine.arguments.dropFirst()))
Interrupts.stopListening()
exit(code.rawValue)
