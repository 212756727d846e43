" Vim syntax of ganrepl's notebooks, made from the program's catalogs (`ganrepl __shared vim`).
if exists("b:current_syntax")
  finish
endif
syn case match
syn keyword ganVerb load train continue sweep plot table measure study diagnose
  \ save show sample interpolate
syn keyword ganStatement net param for if expect print include language help
syn keyword ganKeyword and or not in within of else elif end
syn keyword ganBoolean on off true false
syn keyword ganLayer dense conv convtranspose batchnorm relu leakyrelu tanh
  \ sigmoid elu gelu dropout up avgpool shuffle pixelnorm minibatchstd components
syn keyword ganFunction first last min max mean count finite abs sqrt log exp
  \ round exists verdict
syn match ganArgument "\<\h\w*\ze=[^=]"
syn match ganNumber "\<\d[0-9_]*\(\.\d\+\)\?\([eE][-+]\?\d\+\)\?%\?"
syn match ganNumber "\<\d\+x\d\+\>"
syn match ganArrow "->"
syn match ganEscape "\\." contained
syn match ganPlaceholder "{[^}]*}" contained
syn region ganText start=+"+ skip=+\\.+ end=+"+ oneline contains=ganEscape,ganPlaceholder
syn match ganComment "#.*$"
syn match ganCell "^\s*#\s*%%.*$"
hi def link ganVerb Statement
hi def link ganStatement Keyword
hi def link ganKeyword Keyword
hi def link ganBoolean Boolean
hi def link ganLayer Type
hi def link ganFunction Function
hi def link ganArgument Identifier
hi def link ganNumber Number
hi def link ganArrow Operator
hi def link ganEscape SpecialChar
hi def link ganPlaceholder Special
hi def link ganText String
hi def link ganComment Comment
hi def link ganCell Title
let b:current_syntax = "gan"
