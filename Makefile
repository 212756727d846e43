# Installing:  make install [PREFIX=/usr/local] [DESTDIR=...]   and its reverse, make uninstall
#
#   make                builds for this machine's processor, or for GANREPL_PROCESSOR=x86-64-v3, ...
#   make PORTABLE=1     builds for x86-64, x86-64-v3 and x86-64-v4; the best is chosen at each start
#   make deb            a Debian package of the portable build
#
# `make` needs the toolchain; `make install` after it, as root perhaps, does not.
PREFIX ?= /usr/local
DESTDIR ?=
GANREPL_PROCESSOR ?= native
VERSION := $(shell sed -n 's/.*version = "\(.*\)"/\1/p' Sources/Commands/Session/Release.swift)
SOURCES := Package.swift $(shell find Sources -type f)
INSTALL = install -D

# The program by the processor that it is built for.
BUILT = .build/for
ifdef PORTABLE
LEVELS = x86-64-v3 x86-64-v4
MAIN = $(BUILT)/x86-64/release/ganrepl
else
LEVELS =
MAIN = $(BUILT)/$(GANREPL_PROCESSOR)/release/ganrepl
endif
PROGRAMS = $(MAIN) $(LEVELS:%=$(BUILT)/%/release/ganrepl)

# What is installed below PREFIX, as it is in the checkout.
SHARED := $(shell find share -type f)
NOTEBOOKS := $(wildcard notebooks/*.gan)
INSTALLED = bin/ganrepl $(LEVELS:%=libexec/ganrepl/%/ganrepl) $(SHARED) $(NOTEBOOKS:%=share/ganrepl/%)

.PHONY: all install uninstall deb
all: $(PROGRAMS)

# With Swift's libraries in it and without symbols. Swift's own linker drops what is not used.
$(BUILT)/%/release/ganrepl: $(SOURCES)
	GANREPL_PROCESSOR=$* swift build -c release --product ganrepl --static-swift-stdlib \
	  -Xlinker -s -Xlinker --gc-sections --scratch-path $(BUILT)/$*
	touch $@

install: $(PROGRAMS)
	$(INSTALL) -m 755 $(MAIN) "$(DESTDIR)$(PREFIX)/bin/ganrepl"
	for level in $(LEVELS); do \
	  $(INSTALL) -m 755 $(BUILT)/$$level/release/ganrepl \
	    "$(DESTDIR)$(PREFIX)/libexec/ganrepl/$$level/ganrepl" || exit; done
	for file in $(SHARED); do \
	  $(INSTALL) -m 644 "$$file" "$(DESTDIR)$(PREFIX)/$$file" || exit; done
	for file in $(NOTEBOOKS); do \
	  $(INSTALL) -m 644 "$$file" "$(DESTDIR)$(PREFIX)/share/ganrepl/$$file" || exit; done

# Removes what `make install` of the same variables put there, and the folders that are its own.
uninstall:
	for file in $(INSTALLED); do rm -f "$(DESTDIR)$(PREFIX)/$$file" || exit; done
	for folder in libexec/ganrepl share/ganrepl; do \
	  [ ! -d "$(DESTDIR)$(PREFIX)/$$folder" ] || \
	    find "$(DESTDIR)$(PREFIX)/$$folder" -depth -type d -empty -delete; done

deb:
	packaging/deb $(VERSION)
