# Completion of ganrepl for fish.
function __ganrepl_complete
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in ($before[1] __complete $before[2..-1] "$current" 2>/dev/null)
    switch $line
      case ':folders'
        __fish_complete_directories (string replace -r '^--[a-z-]+=' '' -- "$current") ''
      case ':files*'
        for ending in (string split ' ' -- $line)[2..-1]
          __fish_complete_suffix (string replace -r '^--[a-z-]+=' '' -- "$current") .$ending
        end
      case '*'
        echo $line
    end
  end
end
complete -c ganrepl -f -a '(__ganrepl_complete)'
