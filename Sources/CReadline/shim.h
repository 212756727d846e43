// GNU readline. Its settings are globals, which Swift 6 cannot touch safely: they are set here.
#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>

// After a signal at the prompt: what was typed stays on the screen, an empty line begins.
static int beginNewLine(void) {
  rl_crlf();
  rl_replace_line("", 0);
  rl_on_new_line();
  rl_redisplay();
  return 0;
}

// Names the program for inputrc (`$if ganrepl`), and makes Ctrl-C drop the line.
static inline void prepareReadline(void) {
  rl_readline_name = "ganrepl";
  rl_signal_event_hook = beginNewLine;
}
