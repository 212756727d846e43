autocmd BufNewFile,BufRead *.gan setfiletype gan
