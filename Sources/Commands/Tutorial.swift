/// The notebook that `ganrepl new` writes: from nothing to pictures of one's own data.
public enum Tutorial {
  /// The notebook.
  ///
  /// - Parameter name: What its file is called, for the commands that it mentions.
  public static func notebook(named name: String) -> String {
    """
    #!/usr/bin/env ganrepl
    # %% [markdown]
    # # A first generative adversarial network
    #
    # Two networks learn from each other. The **generator** makes pictures of random numbers, the
    # **discriminator** is shown real and generated pictures and says which are which. It gets better at
    # telling them apart, and the generator gets better at fooling it.
    #
    # Run this notebook with `ganrepl run \(name)`, or paste its lines at the prompt, which `ganrepl`
    # alone opens. A line that begins with `# %%` begins a cell. `help WORD` explains any word below.

    # %% What may be changed
    param photos = sunflowers   "a folder of pictures: ganrepl run \(name) -p photos=my/photos"
    param epochs = 150          "passes through all pictures; more give better pictures"

    # %% [markdown]
    # ## The pictures
    #
    # `sunflowers` are 256 drawn ones built into the program. They come as 32 x 32 gray pixels from
    # -1 (black) to 1 (white): small, so that the training takes a minute or so.

    # %% Data
    flowers = load photos size=32
    show data

    # %% [markdown]
    # ## The networks
    #
    # 100 random numbers become a picture of 4 x 4 pixels in 64 channels, which is doubled three times;
    # `tanh` keeps what comes out between -1 and 1. The discriminator goes the other way, down to one
    # number. `show generator` lists the layers.

    # %% Networks
    net generator: 100 -> 64@4x4 batchnorm relu up -> conv(32) batchnorm relu up ->
      conv(16) batchnorm relu up -> conv(1) tanh init=he
    net discriminator: 1@32x32 -> conv(16, 4, stride=2) leakyrelu ->
      conv(32, 4, stride=2) leakyrelu -> conv(64, 4, stride=2) leakyrelu -> 1 init=he

    # %% [markdown]
    # ## The training
    #
    # In each step both networks learn from 8 pictures. `r1=` keeps the discriminator calm, `augment=`
    # shows it pictures mirrored and shifted so that it cannot learn 256 pictures by heart, `ema=` averages
    # the generator over many steps. A finished training is found again rather than repeated, and one that
    # was stopped (Ctrl-C) goes on where it was.

    # %% Training
    first = train epochs=epochs batch=8 lr=0.001 optimizer=adam beta1=0 beta2=0.99 loss=bce_logits r1=0.1 penalty_every=4 augment=[flip, shift] ema=0.995 schedule=linear decay=0.5 seed=1

    # %% [markdown]
    # ## What came out
    #
    # The losses alone do not say how good the pictures are: look at them, too.

    # %% Losses and pictures
    plot loss "loss.png"
    show picture
    save picture "last.png" grid=5x5
    save strip "strip.png"

    # %% [markdown]
    # ## In numbers
    #
    # `coverage` is the share of real pictures that have a generated one nearby, `variety` how much
    # generated pictures differ from each other, compared with real ones (1 is the same). `diagnose`
    # names the gravest sign that something is wrong, and one thing to try.

    # %% Measures
    m = measure first
    print "coverage {m.coverage:.2f}, variety {m.variety:.2f}"
    diagnose first

    # %% [markdown]
    # ## One change
    #
    # The same with another seed: how much of a number is chance? `table` shows the mean of both, and the
    # spread after it.

    # %% Another seed
    second = train epochs=epochs batch=8 lr=0.001 optimizer=adam beta1=0 beta2=0.99 loss=bce_logits r1=0.1 penalty_every=4 augment=[flip, shift] ema=0.995 schedule=linear decay=0.5 seed=2
    plot loss first second "seeds.png"
    table first second

    # %% [markdown]
    # ## Your own pictures
    #
    # `ganrepl run \(name) -p photos=my/photos` does all of it with a folder of JPEG, PNG or GIF of any
    # size, a hundred or more. Sub-folders tell kinds apart. The pictures made can be used elsewhere: each
    # is a file. At the prompt, `load "my/photos" size=64` (with `color=rgb` in colour) and `:recipe`
    # train larger ones for longer.

    # %% A folder of generated pictures
    save pictures "made" count=32 run=first

    """
  }
}
