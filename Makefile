# Tandem.  `make run` shows it, `make test` proves it, `make help` lists the rest.
# V=1 shows the commands, -s shows nothing but faults.
Q := $(if $(V),,@)
SILENT := $(findstring s,$(firstword -$(MAKEFLAGS)))
say = @$(if $(V)$(SILENT),:,echo '  $(1) $@')
# make's own default is cc; CC=clang on the command line or in the environment is kept.
ifeq ($(origin CC),default)
CC := gcc
endif
CCACHE := $(shell command -v ccache 2>/dev/null)
PKGS := libmicrohttpd gnutls sqlite3 libsodium jansson zlib
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion \
        -Wpointer-arith -Wvla -Wformat=2 -Wundef -Werror
VERSION := $(shell cat VERSION)
# Documents as PDF where pango is there; its headers are not ours to warn about.
PDF := $(shell pkg-config --exists pangocairo && echo pangocairo fontconfig)
# Mail where libcurl is there.
MAIL := $(shell pkg-config --exists libcurl && echo libcurl)
MAIL_STAMP := build/mail-$(or $(MAIL),none).stamp
PDF_STAMP := build/pdf-$(or $(firstword $(PDF)),none).stamp
BASE := -std=c17 -D_GNU_SOURCE -include src/base/banned.h -Isrc -Iinclude -Ibuild/gen $(WARN) -pthread \
        $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PDF_FLAGS := $(if $(PDF),-DTANDEM_PDF $(patsubst -I%,-isystem%,$(shell pkg-config --cflags-only-I $(PDF))))
LIBS := $(shell pkg-config --libs $(PKGS) $(PDF) $(MAIL) 2>/dev/null) -lm -pthread
DEBUG := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARDEN := -O2 -g -flto=auto -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
          -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero \
          -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fPIE
HARDEN_LD := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--as-needed

# make ONLY="base store" build/tests/store/test_db: just those folders, while others are being written.
ONLY ?= *
SRC := $(sort $(wildcard $(ONLY:%=src/%/*.c)))
VIEWS := $(sort $(filter $(addsuffix /%,$(patsubst %/,%,$(dir $(SRC)))),$(wildcard src/views/*.html)))
GEN_C := $(VIEWS:src/views/%.html=build/gen/view_%.c) build/gen/assets.c build/gen/sql.c build/gen/measures.c build/gen/skeletons.c build/gen/lens.c build/gen/papers.c build/gen/prompts.c build/gen/intake.c build/gen/words.c
GEN_H := build/gen/views.h build/gen/version.h
LIB_SRC := $(filter-out src/cli/main.c,$(SRC))
obj = $(patsubst src/%.c,build/$(1)/%.o,$(patsubst build/gen/%.c,build/$(1)/gen/%.o,$(2)))
TESTS := $(sort $(wildcard tests/*/test_*.c))
TEST_BIN := $(TESTS:tests/%.c=build/tests/%)
# Another name once npm arrives, so that the libraries are then fetched.
WEB := build/web$(if $(shell command -v npm 2>/dev/null),,-plain).stamp

.PHONY: print-flags all release deps run tests test test-fast test-browser check bench bench-cohort clang clean help lib install install-lib fuzz test-reference
# Named one by one: for a bare .SECONDARY a stamp that is not there counts as up to date.
.SECONDARY: $(GEN_C)
.DELETE_ON_ERROR:
all: build/tandem
release: build/release/tandem

VERSION:
	@test -f VERSION

# --- generated -----------------------------------------------------------
build/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(call say,link )
	$(Q)$(CCACHE) $(CC) -std=c17 -D_GNU_SOURCE -O1 -g $(WARN) -o $@ $<
build/tools/viewc: $(wildcard tools/viewc_*.h)
build/gen/view_%.c: src/views/%.html build/tools/viewc
	@mkdir -p $(@D)
	$(call say,view )
	$(Q)build/tools/viewc --source $< > $@
# Rewritten only when it differs: a change inside one view rebuilds that view alone.
build/gen/views.h: $(VIEWS) build/tools/viewc
	@mkdir -p $(@D)
	@build/tools/viewc --header $(VIEWS) > $@.new
	@cmp -s $@.new $@ || cp $@.new $@
	@rm -f $@.new
build/gen/version.h: VERSION
	@mkdir -p $(@D)
	@printf '#define TANDEM_VERSION "%s"\n' '$(VERSION)' > $@
# Browser libraries come from npm when it is there; without it the server still builds.
$(WEB): package.json package-lock.json $(wildcard assets/*) tools/web.sh
	@mkdir -p $(@D)
	@sh tools/web.sh build/web
	@touch $@
build/gen/assets.c: $(WEB) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)set -- build/web/*; test -e "$$1" || shift; build/tools/embed assets "$$@" > $@
# The folders too: a file taken away or renamed changes nothing else.
build/gen/sql.c: sql $(wildcard sql/*.sql) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed sql $(sort $(wildcard sql/*.sql)) > $@
build/gen/measures.c: measures $(wildcard measures/*.json) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed measures $(sort $(wildcard measures/*.json)) > $@

build/gen/prompts.c: prompts $(wildcard prompts/*.txt) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed prompts $(sort $(wildcard prompts/*.txt)) > $@

build/gen/lens.c: lens $(wildcard lens/*.json) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed lens $(sort $(wildcard lens/*.json)) > $@

build/gen/skeletons.c: $(wildcard measures/skeletons/*.json) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed skeletons $(sort $(wildcard measures/skeletons/*.json)) > $@

build/gen/papers.c: papers $(wildcard papers/*.txt) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed papers $(sort $(wildcard papers/*.txt)) > $@

build/gen/intake.c: intake $(wildcard intake/*.json) build/tools/embed
	@mkdir -p $(@D)
	$(call say,embed)
	$(Q)build/tools/embed intake $(sort $(wildcard intake/*.json)) > $@

# --- languages (docs/languages.md) ---------------------------------------
PO := $(sort $(wildcard po/*.po))
# Where people's words are made; what only commands print stays English.
SPOKEN := $(filter-out src/domain/consent%,$(sort $(wildcard $(addprefix src/,web/*.[ch] domain/*.[ch] views/*.[ch] \
        measure/explain*.c gate/request.c base/time.c base/password.c))))
build/gen/words.c: $(PO) build/tools/poc
	@mkdir -p $(@D)
	$(call say,words)
	$(Q)build/tools/poc --source $(PO) > $@
build/tandem.pot: $(SPOKEN) $(VIEWS) po/not.txt po/also.txt build/tools/viewc build/tools/poc
	$(call say,words)
	$(Q)build/tools/viewc --messages $(VIEWS) > build/messages.txt
	$(Q)build/tools/poc --pot build/messages.txt $(SPOKEN) $(VIEWS) > $@
# What is new goes into every language, untranslated; what is gone goes out of it.
po: build/tandem.pot
	$(Q)for po in $(PO); do build/tools/poc --merge $$po $< > build/merged.po && cp build/merged.po $$po || exit 1; done
po-missing: build/tandem.pot
	$(Q)for po in $(PO); do build/tools/poc --missing $< $$po > build/missing.po; done
.PHONY: po po-missing

$(PDF_STAMP) $(MAIL_STAMP):
	@mkdir -p $(@D) && touch $@
build/%/base/pdf.o build/%/base/pdf.ok: BASE += $(PDF_FLAGS)
build/debug/base/pdf.o build/opt/base/pdf.o build/clang/base/pdf.ok: $(PDF_STAMP)
build/%/base/smtp.o build/%/base/smtp.ok: BASE += $(if $(MAIL),-DTANDEM_MAIL)
build/debug/base/smtp.o build/opt/base/smtp.o build/clang/base/smtp.ok: $(MAIL_STAMP)

# --- objects -------------------------------------------------------------
build/debug/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(DEBUG) -MMD -MP -c -o $@ $<
build/debug/gen/%.o: build/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(DEBUG) -MMD -MP -c -o $@ $<
build/opt/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(HARDEN) -MMD -MP -c -o $@ $<
build/opt/gen/%.o: build/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(HARDEN) -MMD -MP -c -o $@ $<

# Without sanitizers and position independence: for nm, which then shows what changes.
build/plain/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) -O1 -fno-pie -MMD -MP -c -o $@ $<
# The other compiler's opinion.
build/clang/%.ok: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,clang)
	$(Q)clang $(BASE) -fsyntax-only -MMD -MP -MF $(@:.ok=.d) -MT $@ $<
	@touch $@
build/clang/gen/%.ok: build/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,clang)
	$(Q)clang $(BASE) -fsyntax-only -MMD -MP -MF $(@:.ok=.d) -MT $@ $<
	@touch $@
build/clang/tests/%.ok: tests/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,clang)
	$(Q)clang $(BASE) -Itests -fsyntax-only -MMD -MP -MF $(@:.ok=.d) -MT $@ $<
	@touch $@
# The bench too, which nothing else builds: it must not rot between two measurements.
build/clang/bench/%.ok: bench/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,clang)
	$(Q)clang $(BASE) -fsyntax-only -MMD -MP -MF $(@:.ok=.d) -MT $@ $<
	@touch $@
clang: $(patsubst %.o,%.ok,$(call obj,clang,$(SRC) $(GEN_C))) $(TESTS:tests/%.c=build/clang/tests/%.ok) \
       $(patsubst bench/%.c,build/clang/bench/%.ok,$(wildcard bench/*.c))

build/libtandem.a: $(call obj,debug,$(LIB_SRC)) $(call obj,debug,$(GEN_C))
	$(call say,ar   )
	$(Q)rm -f $@ && ar rcs $@ $^
build/tandem: build/debug/cli/main.o build/libtandem.a
	$(call say,link )
	$(Q)$(CC) $(DEBUG) -o $@ $^ $(LIBS)
build/release/tandem: $(call obj,opt,$(SRC)) $(call obj,opt,$(GEN_C))
	@mkdir -p $(@D)
	$(call say,link )
	$(Q)$(CC) $(HARDEN) $(HARDEN_LD) -o $@ $^ $(LIBS)
	$(call say,strip)
	$(Q)strip $@

# --- libtandem-measure: the pure part, for other programs -----------------
# One object with the public names alone, for the archive and for the shared library.
LIBDIR := build/lib
LIB_FLAGS := $(filter-out -g -flto=auto -fPIE,$(HARDEN)) -fPIC -fvisibility=hidden
lib_obj = $(patsubst src/%.c,$(LIBDIR)/obj/%.o,$(sort $(wildcard $(1:%=src/%/*.c))))
LIB_NEEDS := $(shell pkg-config --libs jansson libsodium 2>/dev/null) -lm -pthread
$(LIBDIR)/obj/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(LIB_FLAGS) -MMD -MP -c -o $@ $<
$(LIBDIR)/obj/gen/%.o: build/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(LIB_FLAGS) -MMD -MP -c -o $@ $<
$(LIBDIR)/base.a: $(call lib_obj,base)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LIBDIR)/all.o: $(call lib_obj,lib measure) $(LIBDIR)/obj/gen/measures.o $(LIBDIR)/obj/gen/skeletons.o $(LIBDIR)/base.a
	$(call say,link )
	$(Q)$(CC) -r -nostdlib -o $@ $^ && objcopy --localize-hidden $@
$(LIBDIR)/libtandem-measure.a: $(LIBDIR)/all.o
	$(call say,ar   )
	$(Q)rm -f $@ && ar rcs $@ $<
$(LIBDIR)/libtandem-measure.so.1: $(LIBDIR)/all.o
	$(call say,link )
	$(Q)$(CC) -shared -Wl,-soname,$(@F) -Wl,-z,defs,-z,relro,-z,now,-z,noexecstack,--as-needed -o $@ $< $(LIB_NEEDS)
lib: $(LIBDIR)/libtandem-measure.a $(LIBDIR)/libtandem-measure.so.1
PREFIX ?= /usr/local
TO = $(DESTDIR)$(PREFIX)
install-lib: lib
	@mkdir -p $(TO)/include $(TO)/lib/pkgconfig $(TO)/share/man/man3
	$(Q)install -m 644 include/tandem-measure.h $(TO)/include/
	$(Q)install -m 644 $(LIBDIR)/libtandem-measure.a $(TO)/lib/
	$(Q)install -m 755 $(LIBDIR)/libtandem-measure.so.1 $(TO)/lib/
	$(Q)ln -sf libtandem-measure.so.1 $(TO)/lib/libtandem-measure.so
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' packaging/tandem-measure.pc.in > $(TO)/lib/pkgconfig/tandem-measure.pc
	$(Q)install -m 644 packaging/libtandem-measure.3 $(TO)/share/man/man3/
install: release install-lib
	@mkdir -p $(TO)/bin $(TO)/share/man/man1
	$(Q)install -m 755 build/release/tandem $(TO)/bin/
	$(Q)install -m 644 packaging/tandem-measure.1 $(TO)/share/man/man1/

# --- tests ---------------------------------------------------------------
build/tests/%: tests/%.c build/libtandem.a $(wildcard tests/*.h)
	@mkdir -p $(@D)
	$(call say,link )
	$(Q)$(CCACHE) $(CC) $(BASE) $(DEBUG) -Itests -MMD -MP -o $@ $< build/libtandem.a -lcmocka $(LIBS)
# Fuzz targets: with clang's fuzzer, and as plain programs that replay a corpus.
FUZZ := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined
build/fuzz/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,fuzz )
	$(Q)$(CCACHE) clang $(BASE) $(FUZZ) -fsanitize=fuzzer-no-link,address,undefined -MMD -MP -c -o $@ $<
build/fuzz/gen/%.o: build/gen/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,fuzz )
	$(Q)$(CCACHE) clang $(BASE) $(FUZZ) -fsanitize=fuzzer-no-link,address,undefined -MMD -MP -c -o $@ $<
# Only the layers that read what strangers send: a short run is part of `make test`.
FUZZED := $(filter src/base/% src/measure/% src/http/%,$(LIB_SRC))
build/libfuzz.a: $(call obj,fuzz,$(FUZZED)) build/fuzz/gen/measures.o
	$(Q)rm -f $@ && ar rcs $@ $^
build/fuzz/bin/%: tests/fuzz/%.c build/libfuzz.a
	@mkdir -p $(@D)
	$(call say,link )
	$(Q)clang $(BASE) $(FUZZ) -fsanitize=fuzzer,address,undefined -MMD -MP -o $@ $< build/libfuzz.a $(LIBS)
build/replay/%: tests/fuzz/%.c build/libtandem.a
	@mkdir -p $(@D)
	$(call say,link )
	$(Q)$(CC) $(BASE) $(DEBUG) -DREPLAY -MMD -MP -o $@ $< build/libtandem.a $(LIBS)
tests: $(TEST_BIN) build/tandem
deps:
	@sh tools/deps.sh
test: deps
	@sh tests/run.sh all
test-fast:
	@sh tests/run.sh fast
test-browser:
	@sh tests/run.sh browser
check:
	@sh tools/check.sh
# For scripts that compile something on their own.
print-flags:
	@echo '$(BASE)'
# The bench's own programs: floors from the release build's objects, and the crowd.
build/bench/%.o: bench/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(call say,cc   )
	$(Q)$(CCACHE) $(CC) $(BASE) $(HARDEN) -MMD -MP -c -o $@ $<
build/bench/house: build/bench/house.o build/bench/fill.o build/bench/consent.o $(call obj,opt,$(LIB_SRC)) $(call obj,opt,$(GEN_C))
	$(call say,link )
	$(Q)$(CC) $(HARDEN) $(HARDEN_LD) -o $@ $^ $(LIBS)
build/bench/load: build/bench/load.o
	$(call say,link )
	$(Q)$(CC) $(HARDEN) $(HARDEN_LD) -o $@ $^
# The kernel of cohorts: an eighth fewer instructions, the same bits.
build/opt/measure/cohort_avx2.o build/opt/measure/cohort_two.o: HARDEN += -O3
$(LIBDIR)/obj/measure/cohort_avx2.o $(LIBDIR)/obj/measure/cohort_two.o: LIB_FLAGS += -O3
build/bench/cohort: build/bench/cohort.o $(call obj,opt,$(filter src/base/% src/measure/%,$(LIB_SRC))) build/opt/gen/measures.o build/opt/gen/skeletons.o
	$(call say,link )
	$(Q)$(CC) $(HARDEN) $(HARDEN_LD) -o $@ $^ $(LIBS)
bench: release build/bench/house build/bench/load build/bench/cohort
	@sh bench/run.sh
bench-cohort: release build/bench/cohort
	@sh bench/cohort.sh
run:
	@sh tools/deps.sh build
	@sh tools/run.sh
fuzz:
	sh tests/fuzz/run.sh
# The numbers a second time, in Python and exactly: CASES=5000 SEED=words make test-reference
test-reference: build/tandem
	@sh tests/reference/run.sh
clean:
	rm -rf build
help:
	@echo 'make            build/tandem (sanitizers on)'
	@echo 'make run        demo practice on http://127.0.0.1:8080'
	@echo 'make test       everything that proves it; make test-fast, make test-browser: parts'
	@echo 'make test-reference   thousands of random cases against a second implementation'
	@echo 'make release    build/release/tandem (hardened)'
	@echo 'make lib        libtandem-measure, static and shared; make install DESTDIR= PREFIX='
	@echo 'make check      layers, ratchets, both compilers'
	@echo 'make bench      performance, as ratios measured side by side'
	@echo 'make bench-cohort  the cohort kernel beside DuckDB, pandas, R and SQLite'
	@echo 'make po         new texts into po/*.po; make po-missing counts'
	@echo 'make deps       install the Debian packages that are missing'

-include $(shell find build -name '*.d' 2>/dev/null)
