// GNU readline. Its settings are globals, which Swift 6 cannot touch safely: they are reached here.
#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>

// What completion asks for: the matches of a word, the characters that end one, the list of matches.
typedef char **(*CompletionMatches)(const char *, int, int);
typedef char *(*CompletionBreaks)(void);
typedef void (*CompletionList)(char **, int, int);
// Where keys come from.
typedef int (*KeySource)(FILE *);

// Names the program for inputrc (`$if ganrepl`), hands completion to the language and leaves all
// signals to the program.
static inline void prepareReadline(
    CompletionMatches matches, CompletionBreaks breaks, CompletionList list,
    KeySource keys) {
  rl_getc_function = keys;
  rl_readline_name = "ganrepl";
  rl_attempted_completion_function = matches;
  rl_completion_word_break_hook = breaks;
  rl_completion_display_matches_hook = list;
  rl_completer_quote_characters = "";
  rl_sort_completion_matches = 0;
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  using_history();
  rl_initialize();
}

// Only the language completes, never file names of readline's own; what follows a single match.
static inline void setCompletionEnding(int character) {
  rl_attempted_completion_over = 1;
  rl_filename_completion_desired = 0;
  rl_completion_append_character = character;
  rl_completion_suppress_append = character == 0;
}

static inline const char *currentLine(void) { return rl_line_buffer; }
static inline int currentPoint(void) { return rl_point; }
static inline const char *readlineVersion(void) { return rl_library_version; }

// A search that is left by a key sequence, such as Esc and a letter that is bound to nothing, may
// lose its context while readline 8.2 goes on believing in it: the next key would follow a null
// pointer. Such a search is over. (Libraries without these names never keep them.)
struct SearchContext;
extern struct SearchContext *_rl_iscxt __attribute__((weak));
extern struct SearchContext *_rl_nscxt __attribute__((weak));
extern struct SearchContext *_rl_kscxt __attribute__((weak));
static inline int isSearching(void) { return RL_ISSTATE(RL_STATE_ISEARCH) != 0; }
static inline void endLostSearches(void) {
  if (&_rl_iscxt && !_rl_iscxt) RL_UNSETSTATE(RL_STATE_ISEARCH);
  if (&_rl_nscxt && !_rl_nscxt) RL_UNSETSTATE(RL_STATE_NSEARCH);
  if (&_rl_kscxt && !_rl_kscxt) RL_UNSETSTATE(RL_STATE_MULTIKEY);
}

// After the list of matches the line is drawn anew below it.
static inline void redrawLine(void) { rl_forced_update_display(); }

// Drops the line but leaves it on the screen.
static inline void dropLine(void) {
  rl_callback_sigcleanup();
  rl_point = rl_end;
  rl_redisplay();
  rl_free_line_state();
  rl_replace_line("", 0);
  fputs("^C\n", rl_outstream);
  fflush(rl_outstream);
}

// The terminal as other programs expect it, and back.
static inline void releaseTerminal(void) { rl_deprep_terminal(); }
static inline void regainTerminal(void) {
  rl_prep_terminal(1);
  rl_forced_update_display();
}
